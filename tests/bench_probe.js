// Runs in a page before its own scripts. Every time is taken here, by the page's clock after the frame was painted, so
// that the driver's own delays are in none of them. Nothing is drawn and nothing of the page is changed.
(() => {
  const POINTS = ".js-plotly-plot .scatterlayer .point";
  const now = () => performance.now();

  // A table is one canvas: it has no rows in the document, so remember when each text was first painted.
  const paintedAt = new Map();
  const fillText = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    if (!paintedAt.has(text)) paintedAt.set(text, now());
    return fillText.call(this, text, ...place);
  };

  const felt = { long_tasks_ms: 0, layout_shift: 0, first_paint_ms: 0 };
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("longtask", (entry) => (felt.long_tasks_ms += entry.duration));
  observe("layout-shift", (entry) => (felt.layout_shift += entry.hadRecentInput ? 0 : entry.value));
  observe("paint", (entry) => (felt.first_paint_ms = entry.startTime)); // the last one is the first with content

  const conditions = {
    // The chart has points, and not as many as before.
    chart: () => {
      const points = document.querySelectorAll(POINTS);
      return points.length > 0 && points.length !== wait.points && points[0].getBoundingClientRect().width > 0;
    },
    // A row's name is on the canvas that never was there before.
    table: () => wait.names.some((name) => paintedAt.get(name) >= wait.began),
  };

  let wait = null;
  const missing = () => wait.parts.filter((part) => !(wait.times[part] >= 0));
  const look = () => {
    for (const part of wait.began === null ? [] : wait.parts) {
      if (part in wait.times || !conditions[part]()) continue;
      wait.times[part] = -1; // met, and not yet painted
      const { port1, port2 } = new MessageChannel(); // answers after this frame was painted
      port1.onmessage = () => (wait.times[part] = now() - wait.began);
      port2.postMessage(null);
    }
    if (missing().length) requestAnimationFrame(look);
  };
  addEventListener("pointerdown", (event) => {
    if (wait && wait.began === null) wait.began = event.timeStamp;
  }, true);

  window.bench = {
    // Wait for some parts to be painted, from a moment (ms) on, or from the next click (null).
    expect: (began, parts, names) => {
      wait = { began, parts, names, times: {}, points: document.querySelectorAll(POINTS).length };
      look();
    },
    missing,
    times: () => wait.times,
    felt: () => ({ ...felt, elements: document.querySelectorAll("*").length }),
  };
})();
