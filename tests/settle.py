"""A wait for Playwright that ends when the page has finished and is painted.

Streamlit's own "not running" mark is not enough: on a busy machine a click is answered late, and the mark still says
"not running" until then; charts, canvases and fonts arrive after it.
"""

from playwright.sync_api import Page

# For `add_init_script`: with it, `settle` knows whether the server has answered what the page sent last.
WATCH_SOCKET = """(() => {
  const talk = window.talk = {asked: 0, heard: 0};
  window.WebSocket = class extends window.WebSocket {
    constructor(...told) {
      super(...told);
      this.addEventListener('message', () => { talk.heard = performance.now(); });
    }
    send(data) {
      talk.asked = performance.now();
      super.send(data);
    }
  };
})();"""

_SETTLE = """async (quietMs) => {
  const ready = () => {
    const app = document.querySelector('[data-testid=stApp]');
    if (!app) return false;
    if (app.dataset.testScriptState !== 'notRunning' || app.dataset.testConnectionState !== 'CONNECTED') return false;
    if (window.talk && window.talk.heard < window.talk.asked) return false;
    if (document.querySelector('[data-testid=stSkeleton],[data-stale=true],[data-testid=stSpinner]')) return false;
    for (const chart of document.querySelectorAll('[data-testid=stPlotlyChart]')) {
      const plot = chart.querySelector('.js-plotly-plot');
      if (!plot || !plot._fullLayout || !plot.querySelector('.main-svg')) return false;
    }
    for (const grid of document.querySelectorAll('[data-testid=stDataFrame]')) {
      const canvas = grid.querySelector('canvas');
      if (!canvas || canvas.width < 20) return false;
    }
    return document.fonts.status === 'loaded';
  };
  let last = performance.now();
  const watcher = new MutationObserver(() => { last = performance.now(); });
  watcher.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  const start = performance.now();
  while (performance.now() - last <= quietMs) {
    await new Promise(done => setTimeout(done, 25));
    if (!ready()) last = performance.now();
    if (performance.now() - start > 60000) { watcher.disconnect(); return false; }
  }
  watcher.disconnect();
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return true;
}"""


def settle(page: Page, quiet_ms: int = 300) -> None:
    """Wait until the app has run, drawn and been quiet for a while."""
    page.wait_for_selector("[data-testid=stApp]", timeout=60_000)
    assert page.evaluate(_SETTLE, quiet_ms), "the app did not settle in 60 s"
