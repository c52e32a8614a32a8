"""From a need to an answer: gates, value, winners, and how sure it is."""
