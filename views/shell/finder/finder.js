// The search of the frame. Python finds; here it is typed, shown and chosen. All that is found is shown as text alone.
const WAIT_MS = 120;
const GROUPS = { page: "Pages", model: "Models", provider: "Providers", benchmark: "Tests" };

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".finder");
  if (!root) return;
  if (!root.finder) root.finder = begin(root);
  Object.assign(root.finder, { setStateValue, setTriggerValue });
  root.finder.take(data || { query: "", hits: [] });
}

function begin(root) {
  const [input, list, said] = ["input", "ul", ".said"].map((name) => root.querySelector(name));
  const self = { asked: "", hits: [], at: 0, goes: false };
  let waiting;

  const text = () => input.value.trim();
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (place) => {
    const options = list.querySelectorAll("[role=option]");
    self.at = options.length ? (place + options.length) % options.length : 0;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === self.at)));
    const marked = options[self.at];
    if (!marked) return;
    marked.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", marked.id);
  };

  const go = (hit) => {
    clearTimeout(waiting);
    input.value = "";
    close();
    input.blur();
    self.setTriggerValue("go", { kind: hit.kind, ident: hit.ident });
  };

  const row = (name, ...parts) => {
    const item = document.createElement("li");
    item.className = name;
    for (const [kind, told] of parts) {
      const part = document.createElement("span");
      part.className = kind;
      part.textContent = told;
      item.append(part);
    }
    return item;
  };

  const show = () => {
    list.replaceChildren();
    let group = "";
    self.hits.forEach((hit, place) => {
      if (hit.kind !== group) {
        group = hit.kind;
        const head = row("group", ["", GROUPS[group]]);
        head.setAttribute("role", "presentation");
        list.append(head);
      }
      const item = row("hit", ["title", hit.title], ["note", hit.note]);
      item.setAttribute("role", "option");
      item.id = `shortlist-hit-${place}`;
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("mousemove", () => self.at !== place && mark(place));
      item.addEventListener("click", () => go(hit));
      list.append(item);
    });
    if (!self.hits.length) list.append(row("none", ["title", "Nothing is found. Try fewer words."]));
    said.textContent = self.hits.length ? `${self.hits.length} found` : "Nothing is found";
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(0);
  };

  const ask = () => {
    self.goes = false;
    if (!text()) return close();
    if (text() !== self.asked) self.setStateValue("query", text());
    else show();
  };

  self.take = ({ query, hits }) => {
    self.asked = query;
    self.hits = hits;
    if (!text() || text() !== query || root.getRootNode().activeElement !== input) return;
    show();
    if (self.goes && hits.length) go(hits[0]);
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("focus", () => text() && text() === self.asked && show());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      input.value = "";
      input.blur();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!list.hidden) mark(self.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && text()) {
      if (!list.hidden && text() === self.asked && self.hits.length) return go(self.hits[self.at]);
      clearTimeout(waiting);
      ask();
      self.goes = true;
    }
  });

  const typesElsewhere = (event) =>
    event.composedPath().some((part) => part.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(part.tagName || ""));
  const slash = (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typesElsewhere(event)) return;
    if (!root.isConnected) return document.removeEventListener("keydown", slash);
    event.preventDefault();
    input.focus();
  };
  document.addEventListener("keydown", slash);

  const copy = root.querySelector(".copy");
  const label = copy.querySelector("span");
  copy.addEventListener("click", async () => {
    const told = (await copied(location.href)) ? "Link copied" : "Copy it from the address bar";
    label.textContent = said.textContent = told;
    setTimeout(() => (label.textContent = "Copy link"), 2000);
  });
  return self;
}

async function copied(address) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(address);
      return true;
    } catch {
      // Not allowed here: the older way may be.
    }
  }
  // Browsers give the clipboard to addresses of https and of this machine alone; most dashboards of a team have neither.
  const held = document.createElement("textarea");
  held.value = address;
  held.style.position = "fixed";
  held.style.opacity = "0";
  document.body.append(held);
  held.select();
  const done = document.execCommand("copy");
  held.remove();
  return done;
}
