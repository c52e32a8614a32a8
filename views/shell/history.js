// Put into the head of every page by serve.py. Streamlit makes an entry in the browser's history of each write to the
// address: of one click on the menu two or three, as the old page's values go out of it and the new page writes its
// own, and Back then led to the old page without its search. Here one act of the reader makes one entry.
(() => {
  const push = history.pushState.bind(history);
  let hasActed = false;
  for (const act of ["pointerdown", "keydown", "click"]) {
    addEventListener(act, () => (hasActed = true), { capture: true, passive: true });
  }
  history.pushState = (state, unused, address) => {
    if (hasActed) push(state, unused, address);
    else history.replaceState(state, unused, address);
    hasActed = false;
  };
})();
