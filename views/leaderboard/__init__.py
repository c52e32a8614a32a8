"""What the page Leaderboard draws."""
