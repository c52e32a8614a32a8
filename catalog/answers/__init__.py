"""Every question, put together in one place: pages, commands and the report ask here, so that they say the same.

A module is a question: its `…Question` is what is asked, `answer(snapshot, question)` the answer as a value, and
`as_json(answer)` the same as programs read it. With `snapshot.share(answer, question)` it is worked
out once a snapshot.
"""
