"use strict";

// As many as the server keeps.
const MOST = { anomalies: 48, rejections: 48, rates: 300, truths: 200, labels: 200 };
const RETRY_MILLIS = 3000;

const seen = { summary: null, models: null, tally: null, rates: [], sources: [], anomalies: [], rejections: [], truths: new Map(), labels: new Map() };
let paused = false, changed = true, connection = ["connecting …", "wait"];
let order = { by: "alert", down: true };

// --- words

const byId = (id) => document.getElementById(id);
const element = (name, text, kind) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};
const whole = (value) => Math.round(value).toLocaleString("en");
const percent = (share) => (100 * share).toFixed(share < 0.1 ? 2 : 0) + " %";
const figure = (value) => (value === null ? "–" : Math.abs(value) >= 1000 ? whole(value) : String(Number(value.toPrecision(4))));
const time = (millis) => new Date(millis).toLocaleTimeString("en-GB");
const duration = (seconds) =>
  seconds === null ? "–"
    : seconds < 1 ? `${whole(1000 * seconds)} ms`
      : seconds < 10 ? `${seconds.toFixed(1)} s`
        : seconds < 120 ? `${whole(seconds)} s`
          : `${whole(seconds / 60)} min`;
const ago = (millis) => {
  const seconds = Math.max(0, Math.round((Date.now() - millis) / 1000));
  return seconds < 120 ? `${seconds} s ago` : seconds < 7200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
};
// Characters that turn, join or hide those around them are written out.
const plain = (name) =>
  name === null ? "no source" : name.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));
// Records of a topic that was made again have the ids of those before.
const keyOf = ({ id, topicId }) => (topicId ? `${topicId}/${id}` : id);
// A label need not say which topic the image was on.
const labelOf = (anomaly) => seen.labels.get(keyOf(anomaly)) || seen.labels.get(anomaly.id);
const reasonsOf = (anomaly) => (anomaly.reasons.length ? anomaly.reasons.map((reason) => reason.term) : ["score"]);

// --- figures

function figures(s) {
  const latency = s.latency;
  const rows = [
    ["images", whole(s.images), "since the start"],
    ["a second", s.perSecond === null ? "–" : s.perSecond < 10 ? s.perSecond.toFixed(1) : whole(s.perSecond), "in the last 10 s"],
    ["anomalous", whole(s.anomalous), s.images ? `${percent(s.anomalous / s.images)} of the images` : ""],
    ["rejected", whole(s.rejected), "no images"],
    ["latency p50", duration(latency.p50), `p95 ${duration(latency.p95)}, p99 ${duration(latency.p99)}`],
    ["waiting", whole(s.waiting), s.missed ? `${whole(s.missed)} missed` : "for their verdict"],
    ["drift of the scores", s.drift === null ? "–" : s.drift.toFixed(2), s.drift === null ? "after 200 images" : s.drift < 0.1 ? "like clean images" : s.drift < 0.25 ? "somewhat unlike clean ones" : "unlike clean images"],
  ];
  byId("figures").replaceChildren(
    ...rows.map(([name, value, more]) => {
      const box = element("div"), data = element("dd", value);
      data.append(element("small", more));
      box.append(element("dt", name), data);
      return box;
    }),
  );
  byId("model").textContent = `Model ${s.model} (${s.digest.slice(0, 12)}), decides by ${s.score}. Shown is what this instance judges.`;
  byId("promise").textContent = promise(s);
  byId("promise").className = (s.promise && s.promise.kept) || "";
}

function promise({ promise: p, windowSeconds }) {
  if (!p) return "The share of false ones among the alarms is kept; see --fdr.";
  if (!p.images) return `Promised: ${p.words}.`;
  const words = {
    usual: "As promised",
    more: "More than false alarms explain: strange images come, or the clean ones have changed",
    fewer: "Fewer alarms than clean images usually have",
  };
  const minutes = windowSeconds < 90 ? `${windowSeconds} s` : `${Math.round(windowSeconds / 60)} min`;
  return (
    `${words[p.kept]}: ${percent(p.anomalous / p.images)} of ${whole(p.images)} images in the last ${minutes} were anomalous; ` +
    `${percent(p.low)} to ${percent(p.high)} is usual if all are clean. Promised: ${p.words}.`
  );
}

function tally(t) {
  byId("tally").hidden = false;
  const clean = t.images - t.injected;
  const share = clean > 0 ? ` = ${percent(t.falseAlarms / clean)} of ${whole(clean)} digits` : "";
  byId("found").textContent = `${whole(t.detected)} of ${whole(t.injected)} anomalies found; ${whole(t.falseAlarms)} false alarms${share}, promised: ${t.promise}.`;
  byId("kinds").textContent = Object.entries(t.kinds).map(([kind, { injected, detected }]) => `${kind} ${whole(detected)} of ${whole(injected)}`).join(", ");
}

// --- charts

let chart = null;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function makeChart() {
  if (chart) chart.destroy();
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { show: false } };
  chart = new uPlot(
    {
      width: byId("rates").clientWidth,
      height: 220,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true }, speed: { range: (_, low, high) => [0, Math.max(1, high * 1.15)] }, share: { range: (_, low, high) => [0, Math.max(0.02, high * 1.15)] } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((t) => time(1000 * t)), space: 90, size: 34 },
        { ...axis, scale: "speed", size: 56, values: (_, ticks) => ticks.map((t) => t.toLocaleString("en", { notation: "compact" })) },
        { ...axis, scale: "share", side: 1, size: 56, grid: { show: false }, values: (_, ticks) => ticks.map((t) => `${Number((100 * t).toPrecision(3))} %`) },
      ],
      series: [
        {},
        { scale: "speed", stroke: colour("--normal"), width: 1.5, points: { show: false } },
        { scale: "share", stroke: colour("--alarm"), width: 1.5, points: { show: false } },
        { scale: "share", stroke: colour("--alarm"), width: 1, dash: [6, 4], points: { show: false } },
      ],
    },
    [[], [], [], []],
    byId("rates"),
  );
}

function rates() {
  const target = seen.summary && seen.summary.promise ? seen.summary.promise.rate : null;
  const points = seen.rates;
  chart.setData([points.map((p) => p[0] / 1000), points.map((p) => p[1]), points.map((p) => p[2]), points.map(() => target)]);
}

// Buckets below the threshold are joined until each has a tenth of the clean images.
function bars({ bounds, clean, counts, threshold }) {
  const made = [];
  let bar = null;
  counts.forEach((count, i) => {
    const from = i ? bounds[i - 1] : null, to = i < bounds.length ? bounds[i] : null;
    const strange = threshold !== null && from !== null && from >= threshold;
    if (!bar || strange || bar.clean >= 0.0899) made.push((bar = { from, clean: 0, count: 0, strange }));
    bar.to = to;
    bar.clean += clean[i];
    bar.count += count;
  });
  return made;
}

function scores(s) {
  const total = s.counts.reduce((sum, count) => sum + count, 0);
  const all = bars(s);
  const share = (bar) => (total ? bar.count / total : 0);
  const most = Math.max(...all.map((bar) => Math.max(bar.clean, share(bar))));
  // By the root, so that one in a hundred can be seen.
  const height = (value) => `${100 * Math.sqrt(value / most)}%`;
  const chart = byId("scores");
  chart.replaceChildren(
    ...all.map((bar) => {
      const box = element("div", undefined, bar.strange ? "strange" : ""), clean = element("i"), now = element("i");
      clean.style.height = height(bar.clean);
      now.style.height = height(share(bar));
      box.title = `score ${bar.from === null ? "up" : figure(bar.from)} to ${bar.to === null ? "any" : figure(bar.to)}: ${percent(share(bar))} of the images, ${percent(bar.clean)} of the clean ones`;
      box.append(clean, now);
      return box;
    }),
  );
  if (s.threshold !== null) {
    // Within a bar as far as the threshold is between the bar's bounds.
    const at = all.findIndex((bar) => bar.to === null || bar.to >= s.threshold);
    const { from, to } = all[at];
    const part = from === null || to === null ? 1 : (s.threshold - from) / (to - from);
    const line = element("b", "anomalous above " + figure(s.threshold));
    line.style.left = `${(100 * (at + part)) / all.length}%`;
    chart.append(line);
  }
  const words = byId("spread");
  words.replaceChildren(
    element("span", undefined, "key clean"), " clean images ",
    element("span", undefined, "key"), " images of the last minutes; stranger to the right, heights by the square root. ",
  );
  if (seen.summary.promise && seen.summary.promise.images) {
    words.append(`Anomalous: ${percent(seen.summary.promise.anomalous / seen.summary.promise.images)}, of clean ones ${percent(seen.summary.promise.rate)}.`);
  }
}

// --- filters

const wanted = () => ({ source: byId("source").value.toLowerCase(), reason: byId("reason").value });
const hasSource = (name, { source }) => plain(name).toLowerCase().includes(source);

function reasons() {
  const known = new Set([...byId("reason").options].map((option) => option.value));
  const named = new Set([...seen.anomalies.flatMap(reasonsOf), ...seen.rejections.map((rejection) => rejection.reason)]);
  [...named].filter((name) => !known.has(name)).sort().forEach((name) => byId("reason").append(new Option(name, name)));
  byId("all").hidden = !byId("source").value && !byId("reason").value;
}

// --- models

// Two rates beside one another need the same digits.
const fine = (share) => (100 * share).toFixed(2) + " %";
const short = ({ digest, name }) => (name ? `${plain(name)} (${digest.slice(0, 12)})` : digest.slice(0, 12));
const DONE = { activate: "activated", rollback: "rolled back", shadow: "candidate begun", "shadow-end": "candidate ended", refused: "refused here" };

function change({ kind, before, share, reason }) {
  if (kind === "refused") return plain(reason);
  if (kind === "shadow") return `for ${percent(share)} of the images${before ? `, in place of ${short(before)}` : ""}`;
  if (kind === "shadow-end") return "";
  return before ? `in place of ${short(before)}` : "the first one";
}

function side(heading, model, rows) {
  const box = element("figure"), list = element("dl");
  box.append(element("h3", heading), element("p", model));
  rows.forEach(([name, value]) => list.append(element("dt", name), element("dd", value)));
  box.append(list);
  return box;
}

function candidate({ candidate: decided }, c) {
  const rows = [["its share", `${percent(decided.share)} of the images`]];
  if (decided.refused) rows.push(["refused", plain(decided.refused)]);
  else if (!c || c.digest !== decided.model.digest) rows.push(["state", "it is being loaded"]);
  else {
    const { images, alarms, disagreements: d, promise: p } = c;
    rows.push(["images compared", whole(images)]);
    if (images) {
      rows.push(["its alarms", `${fine(alarms / images)}${p ? `; ${fine(p.low)} to ${fine(p.high)} is usual if all are clean, promised: ${p.words}` : ""}`]);
      const differ = d["candidate-alarms"] + d["active-alarms"] + d["candidate-rejects"];
      rows.push(["disagreement", `${fine(differ / (images + d["candidate-rejects"]))}: ${whole(d["candidate-alarms"])} only it alarms at, ${whole(d["active-alarms"])} only the model in force, ${whole(d["candidate-rejects"])} it cannot score`]);
      rows.push(["its time", `${(1e6 * c.seconds / images).toPrecision(3)} µs an image`]);
    }
    if (c.failed) rows.push(["failed", `${whole(c.failed)} images; the log says why`]);
  }
  const box = side("Candidate, which judges nothing", short(decided.model), rows);
  box.className = (c && c.promise && c.promise.kept) || "";
  return box;
}

function models(m, s) {
  byId("models").hidden = !m;
  if (!m) return;
  const c = m.candidate && s.candidate && s.candidate.digest === m.candidate.model.digest ? s.candidate : null;
  const active = [["decides by", s.score]];
  if (c && c.images) active.push(["its alarms", `${fine(c.activeAlarms / c.images)} of the same ${whole(c.images)} images`]);
  byId("sides").replaceChildren(side("In force", short({ digest: s.digest, name: s.model }), active), ...(m.candidate ? [candidate(m, c)] : []));
  document.querySelector("#models tbody").replaceChildren(
    ...m.changes.map((one) => {
      const row = element("tr");
      row.append(element("td", new Date(one.at).toLocaleString("sv")), element("td", DONE[one.kind] || one.kind), element("td", short(one.model)), element("td", change(one), "words"));
      return row;
    }),
  );
}

// --- sources

// What is in its place stays there; moving an element takes the focus from it.
function arrange(parent, wanted) {
  if (wanted.length === parent.children.length && wanted.every((one, i) => one === parent.children[i])) return;
  const focused = document.activeElement;
  parent.replaceChildren(...wanted);
  if (focused.isConnected) focused.focus({ preventScroll: true });
}

const share = (row) => (row.window.length ? row.strange / row.window.length : 0);
const COLUMNS = [
  ["source", "source", (row) => plain(row.source)],
  ["alert", "alert", (row) => row.open.length],
  ["window", "last 100 images", share],
  ["share", "anomalous", share],
  ["images", "images", (row) => row.images],
  ["rejected", "rejected", (row) => row.rejected],
  ["seen", "last seen", (row) => row.seenAt],
];
const rowsOfSources = new Map();

function heads() {
  document.querySelector("#sources thead tr").replaceChildren(
    ...COLUMNS.map(([name, label]) => {
      const head = element("th"), button = element("button", label);
      head.scope = "col";
      head.dataset.by = name;
      button.type = "button";
      button.addEventListener("click", () => {
        order = { by: name, down: order.by === name ? !order.down : name !== "source" };
        draw();
      });
      head.append(button);
      return head;
    }),
  );
}

// Two paths rather than an element for each image: of 500 sources those would be 50,000.
function emptyBar() {
  const svg = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const bar = svg("svg");
  bar.setAttribute("class", "window");
  bar.setAttribute("role", "img");
  bar.setAttribute("viewBox", "0 0 100 20");
  bar.setAttribute("preserveAspectRatio", "none");
  bar.append(svg("path"), svg("path"));
  return bar;
}
const runs = (window, bits, y, height) => [...window.matchAll(bits)].map(({ 0: { length }, index }) => `M${index} ${y}h${length}v${height}h-${length}z`).join("");

function sourceRow(row) {
  const key = `${row.partition} ${row.source}`;
  let made = rowsOfSources.get(key);
  if (!made) {
    made = element("tr");
    const name = element("button", plain(row.source), "name");
    name.type = "button";
    name.title = `partition ${row.partition}: show this source alone`;
    name.addEventListener("click", () => {
      byId("source").value = plain(row.source);
      draw();
    });
    const first = element("td");
    first.append(name);
    const window = element("td");
    window.append(emptyBar());
    made.append(first, element("td", "", "open"), window, ...["number", "number", "number", "number"].map((kind) => element("td", "", kind)));
    rowsOfSources.set(key, made);
  }
  const [, alert, verdicts, ...numbers] = made.cells;
  alert.textContent = row.open.join(", ");
  if (verdicts.dataset.window !== row.window) {
    verdicts.dataset.window = row.window;
    const bar = verdicts.firstChild;
    bar.setAttribute("aria-label", `${row.strange} of the last ${row.window.length} images anomalous`);
    bar.firstChild.setAttribute("d", runs(row.window, /0+/g, 8.5, 3));
    bar.lastChild.setAttribute("d", runs(row.window, /1+/g, 0, 20));
  }
  [percent(share(row)), whole(row.images), whole(row.rejected), ago(row.seenAt)].forEach((text, i) => (numbers[i].textContent = text));
  return made;
}

function sources(filter) {
  byId("sources").hidden = !seen.sources.length;
  if (!seen.sources.length) return;
  const value = COLUMNS.find(([name]) => name === order.by)[2];
  const compare = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);
  const rows = seen.sources
    .filter((row) => hasSource(row.source, filter))
    .sort((a, b) => (order.down ? -compare(a, b) : compare(a, b)) || share(b) - share(a) || (plain(a.source) < plain(b.source) ? -1 : 1));
  document.querySelectorAll("#sources th").forEach((head) => {
    if (head.dataset.by === order.by) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  const known = new Set(seen.sources.map((row) => `${row.partition} ${row.source}`));
  [...rowsOfSources.keys()].filter((key) => !known.has(key)).forEach((key) => rowsOfSources.delete(key));
  arrange(document.querySelector("#sources tbody"), rows.map(sourceRow));
  const open = seen.sources.filter((row) => row.open.length).length;
  document.querySelector("#sources > p").textContent = `${whole(rows.length)} shown, ${whole(open)} with an open alert. Of very many sources those with the most trouble are shown.`;
}

// --- anomalies

const pictures = (anomaly) => {
  const made = element("div", undefined, "pictures");
  for (const [field, label] of [["image", "came"], ["reconstruction", "expected"], ["residual", "differs"]]) {
    const box = element("div"), picture = element("img");
    picture.src = "data:image/png;base64," + anomaly[field];
    picture.alt = label;
    box.append(picture, element("span", label));
    made.append(box);
  }
  return made;
};

const cards = new Map();

function card(anomaly) {
  const key = keyOf(anomaly);
  let made = cards.get(key);
  if (!made) {
    made = element("a");
    made.href = "#" + key;
    const head = element("header"), foot = element("footer");
    head.append(element("span", "", "name"), element("span", `p = ${anomaly.pValue.toFixed(4)}`));
    foot.append(element("span", `score ${figure(anomaly.score)}`), element("span", anomaly.id), element("time", time(anomaly.timestamp)));
    made.append(head, pictures(anomaly), element("p", anomaly.explanation), foot);
    cards.set(key, made);
  }
  const truth = seen.truths.get(anomaly.id);
  const said = labelOf(anomaly);
  made.className = truth === "false alarm" || (said && said.label === "normal") ? "card mistaken" : "card";
  const name = (truth || plain(anomaly.source)) + (said ? `, called ${said.label}` : "");
  made.querySelector(".name").textContent = name;
  made.setAttribute("aria-label", `${name}, p-value ${anomaly.pValue.toFixed(4)}, ${time(anomaly.timestamp)}: ${anomaly.explanation}`);
  return made;
}

function anomalies(filter) {
  const shown = seen.anomalies.filter((anomaly) => hasSource(anomaly.source, filter) && (!filter.reason || reasonsOf(anomaly).includes(filter.reason)));
  const known = new Set(seen.anomalies.map(keyOf));
  [...cards.keys()].filter((key) => !known.has(key)).forEach((key) => cards.delete(key));
  arrange(byId("anomalies"), shown.map(card));
  byId("none").hidden = shown.length > 0;
  byId("none").textContent = seen.anomalies.length ? "None of the latest is like that." : "None yet.";
}

function rejections(filter) {
  byId("rejections").hidden = !seen.rejections.length;
  document.querySelector("#rejections tbody").replaceChildren(
    ...seen.rejections
      .filter((one) => hasSource(one.source, filter) && (!filter.reason || one.reason === filter.reason))
      .map((one) => {
        const row = element("tr");
        row.append(element("td", time(one.timestamp)), element("td", one.id), element("td", plain(one.source), "name"), element("td", one.reason), element("td", plain(one.detail), "words"));
        return row;
      }),
  );
}

// --- one anomaly

function detail(anomaly) {
  const rows = [
    ["source", plain(anomaly.source)],
    ["sent as", seen.truths.get(anomaly.id)],
    ["called", labelOf(anomaly) && `${labelOf(anomaly).label}, by ${plain(labelOf(anomaly).by)}`],
    ["time", new Date(anomaly.timestamp).toISOString()],
    ["score", `${anomaly.score} (higher is stranger)`],
    ["p-value", `${anomaly.pValue}: this share of clean images is as strange`],
    ["false-alarm rate", anomaly.falseAlarmRate],
    ["−ELBO", `${anomaly.elboNats} nats = reconstruction ${anomaly.reconstructionNats} + KL ${anomaly.klNats}`],
    ...anomaly.reasons.map((reason) => [`reason ${reason.term}`, `${percent(reason.share)} of the score, excess ${reason.excess}`]),
    ["in words", anomaly.explanation],
    ["record", anomaly.id],
    ["topic's id", anomaly.topicId],
    ["model", `${anomaly.model.name}, ${anomaly.model.digest}`],
  ];
  const list = element("dl");
  rows.filter(([, value]) => value !== undefined).forEach(([name, value]) => list.append(element("dt", name), element("dd", String(value))));
  return [pictures(anomaly), ...(seen.summary && seen.summary.labels ? [question(anomaly)] : []), list];
}

const remembered = { get by() { try { return localStorage.getItem("by") || ""; } catch { return ""; } }, set by(name) { try { localStorage.setItem("by", name); } catch { /* as where storage is off */ } } };

function question(anomaly) {
  const asked = element("div", undefined, "question"), named = element("label", "Your name "), by = element("input"), said = element("span", "", "quiet");
  by.value = remembered.by;
  by.maxLength = 100;
  by.id = "by";
  named.append(by);
  said.setAttribute("role", "status");
  const buttons = [["normal", "It is normal"], ["anomalous", "It is an anomaly"]].map(([label, words]) => {
    const button = element("button", words);
    button.type = "button";
    button.id = label;
    button.addEventListener("click", () => say(anomaly, label, by, said));
    return button;
  });
  // Arrows move within the name, not to another anomaly.
  by.addEventListener("keydown", (event) => event.stopPropagation());
  asked.append(named, ...buttons, said);
  return asked;
}

async function say(anomaly, label, by, said) {
  const name = by.value.trim();
  if (!name) {
    said.textContent = "Say who you are.";
    by.focus();
    return;
  }
  remembered.by = name;
  said.textContent = "writing …";
  const answer = await fetch("label", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ key: keyOf(anomaly), label, by: name }),
  }).catch(() => null);
  said.textContent = !answer ? "The scorer cannot be reached." : answer.ok ? `Written: ${label}.` : `Not written: ${(await answer.text()).trim()}.`;
}

function open() {
  const key = decodeURIComponent(location.hash.slice(1)), dialog = byId("detail");
  if (!key) {
    dialog.close();
    return;
  }
  const at = seen.anomalies.findIndex((anomaly) => keyOf(anomaly) === key);
  if (at < 0 && !seen.summary) return;
  byId("title").textContent = plain(key.split("/").pop());
  byId("whole").replaceChildren(
    ...(at < 0
      ? [element("p", `It is not among the latest ${MOST.anomalies} anomalies of this instance. All are on the topic of the anomalies, which ./surprisal watch reads.`)]
      : detail(seen.anomalies[at])),
  );
  for (const [name, to] of [["newer", at - 1], ["older", at + 1]]) {
    const other = at < 0 ? undefined : seen.anomalies[to];
    byId(name).disabled = !other;
    byId(name).onclick = () => location.replace("#" + keyOf(other));
  }
  if (!dialog.open) dialog.showModal();
}

byId("detail").addEventListener("close", () => history.replaceState(null, "", location.pathname));
byId("detail").addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") byId("newer").click();
  if (event.key === "ArrowRight") byId("older").click();
});
byId("close").addEventListener("click", () => byId("detail").close());
addEventListener("hashchange", open);

// --- drawing

function state() {
  const s = seen.summary;
  const [text, kind] = paused
    ? ["paused", "wait"]
    : connection[0] !== "live" || !s
      ? connection
      : [`live: ${s.state}`, s.ready ? "" : s.alive ? "wait" : "lost"];
  if (byId("state").textContent !== text) byId("state").textContent = text;
  byId("state").className = kind;
}

function draw() {
  const filter = wanted();
  changed = false;
  reasons();
  if (seen.summary) {
    figures(seen.summary);
    models(seen.models, seen.summary);
    rates();
    scores(seen.summary.scores);
  }
  if (seen.tally) tally(seen.tally);
  sources(filter);
  anomalies(filter);
  rejections(filter);
}

byId("pause").addEventListener("click", () => {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", paused);
  byId("pause").textContent = paused ? "Go on" : "Pause";
  state();
});
byId("all").addEventListener("click", () => {
  byId("source").value = byId("reason").value = "";
  draw();
  byId("source").focus();
});
byId("source").addEventListener("input", draw);
byId("reason").addEventListener("input", draw);
addEventListener("resize", () => chart.setSize({ width: byId("rates").clientWidth, height: 220 }));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  makeChart();
  rates();
});
setInterval(() => {
  state();
  if (changed && !paused) draw();
}, 250);

// --- news

function add(list, one, most) {
  // The server tells a reader that fell behind again what it still shows.
  if (list.some((other) => keyOf(other) === keyOf(one))) return;
  list.unshift(one);
  if (list.length <= most) return;
  // As on the server, the oldest of the source that has the most goes.
  const sizes = new Map();
  list.forEach(({ source }) => sizes.set(source, (sizes.get(source) || 0) + 1));
  const largest = Math.max(...sizes.values());
  list.splice(list.findLastIndex(({ source }) => sizes.get(source) === largest), 1);
}

const on = {
  summary: (summary) => {
    const first = !seen.summary;
    seen.summary = summary;
    if (first && location.hash) open();
  },
  rates: (point) => {
    const last = seen.rates[seen.rates.length - 1];
    if (!last || last[0] < point[0]) seen.rates.push(point);
    seen.rates.splice(0, seen.rates.length - MOST.rates);
  },
  // Counted once, for sorting asks again and again.
  sources: (rows) => (seen.sources = rows.map((row) => ({ ...row, strange: row.window.replaceAll("0", "").length }))),
  anomaly: (anomaly) => add(seen.anomalies, anomaly, MOST.anomalies),
  rejected: (rejection) => add(seen.rejections, rejection, MOST.rejections),
  truth: ({ id, truth }) => {
    seen.truths.set(id, truth);
    if (seen.truths.size > MOST.truths) seen.truths.delete(seen.truths.keys().next().value);
  },
  label: ({ key, label, by }) => {
    seen.labels.delete(key);
    seen.labels.set(key, { label, by });
    if (seen.labels.size > MOST.labels) seen.labels.delete(seen.labels.keys().next().value);
  },
  tally: (tally) => (seen.tally = tally),
  models: (models) => (seen.models = models),
};

function connect() {
  const news = new EventSource("news");
  const again = (text) => {
    news.close();
    connection = [text, "lost"];
    setTimeout(connect, RETRY_MILLIS);
  };
  news.onopen = () => {
    // All that is shown is told again, perhaps by another scorer.
    for (const list of [seen.rates, seen.sources, seen.anomalies, seen.rejections]) list.length = 0;
    seen.truths.clear();
    seen.labels.clear();
    seen.models = null;
    cards.clear();
    connection = ["live", ""];
  };
  news.onerror = async () => {
    news.close();
    const answer = await fetch("news", { method: "HEAD" }).catch(() => null);
    again(
      !answer ? "the scorer cannot be reached; trying again"
        : answer.status === 401 ? "a token is needed: open this page once with ?token= and the token"
          : answer.status === 503 ? "too many readers; trying again"
            : "the connection was lost; trying again",
    );
  };
  news.addEventListener("end", () => again("the scorer has stopped; waiting for it to come back"));
  for (const [name, take] of Object.entries(on)) {
    news.addEventListener(name, (event) => {
      take(JSON.parse(event.data));
      changed = true;
    });
  }
}

if (location.search) history.replaceState(null, "", location.pathname + location.hash);
heads();
makeChart();
connect();
