"use strict";

// What the page shows: a minute of dots or the latest thousands, a dozen alarms.
const SECONDS = 60, MOST_DOTS = 8000, MOST_ALARMS = 12;
const dots = []; // [seconds since 1970, p-value, anomalous]
let rate = null, drawn = false;

const element = (name, text, kind) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};
const byId = (id) => document.getElementById(id);
const whole = (value) => Math.round(value).toLocaleString("en");
const percent = (value) => (100 * value).toFixed(value < 0.1 ? 2 : 0) + " %";

const dotSeries = (label, colour, size) => ({
  label,
  stroke: colour,
  paths: () => null,
  points: { show: true, size, fill: colour, stroke: colour, space: 0 },
});

const chart = new uPlot(
  {
    width: byId("chart").clientWidth,
    height: 280,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, y: { distr: 3, range: [5e-5, 1.3] } },
    axes: [{}, { label: "p-value", size: 70, values: (_, ticks) => ticks.map((t) => (t === null ? "" : String(t))) }],
    series: [
      {},
      dotSeries("normal", "#30638e", 3),
      dotSeries("anomalous", "#d1495b", 7),
      { label: "false-alarm rate", stroke: "#d1495b", width: 1, dash: [6, 4], points: { show: false } },
    ],
  },
  [[], [], [], []],
  byId("chart"),
);
addEventListener("resize", () => chart.setSize({ width: byId("chart").clientWidth, height: 280 }));

function draw() {
  drawn = true;
  // Four partitions: their verdicts come out of order.
  dots.sort((a, b) => a[0] - b[0]);
  const last = dots.length ? dots[dots.length - 1][0] : 0;
  const first = dots.findIndex((dot) => dot[0] > last - SECONDS);
  dots.splice(0, Math.max(first, dots.length - MOST_DOTS, 0));
  chart.setData([
    dots.map((dot) => dot[0]),
    dots.map((dot) => (dot[2] ? null : dot[1])),
    dots.map((dot) => (dot[2] ? dot[1] : null)),
    dots.map(() => rate),
  ]);
}

function figures(summary) {
  const clean = summary.images - summary.injected;
  const rows = [
    ["images", whole(summary.images)],
    ["a second", whole(summary.imagesPerSecond)],
    ["anomalies found", `${whole(summary.detected)} of ${whole(summary.injected)}`],
    ["false alarms", clean > 0 ? `${whole(summary.falseAlarms)} = ${percent(summary.falseAlarms / clean)}` : "–"],
    ["not images", whole(summary.rejected)],
    ["p99 end to end", `${whole(summary.endToEndP99Ms)} ms`],
  ];
  byId("figures").replaceChildren(
    ...rows.map(([name, value]) => {
      const box = element("div");
      box.append(element("dt", name), element("dd", value));
      return box;
    }),
  );
  byId("promise").textContent = `False alarms promised: ${summary.promise}.`;
  byId("kinds").tBodies[0].replaceChildren(
    ...Object.entries(summary.kinds).map(([kind, { injected, detected }]) => {
      const row = element("tr");
      row.append(element("td", kind), element("td", whole(injected)), element("td", whole(detected)));
      return row;
    }),
  );
}

function card(verdict) {
  const made = element("article", undefined, `card ${verdict.truth ? "true" : "false"}`);
  const name = verdict.truth || "false alarm";
  const head = element("header");
  head.append(element("span", name), element("span", `p = ${verdict.pValue.toFixed(4)}`));
  const pictures = element("div", undefined, "pictures");
  for (const [field, label] of [["image", "came"], ["reconstruction", "expected"], ["residual", "differs"]]) {
    const box = element("div");
    const picture = element("img");
    picture.src = "data:image/png;base64," + verdict[field];
    picture.alt = `${name}: ${label}`;
    box.append(picture, element("span", label));
    pictures.append(box);
  }
  made.append(head, pictures, element("p", verdict.explanation));
  return made;
}

const news = new EventSource("news");
const state = (text, lost) => {
  byId("state").textContent = text;
  byId("state").className = lost ? "lost" : "";
};
news.onopen = () => {
  // What it shows is told again.
  dots.length = 0;
  byId("alarms").replaceChildren();
  state("live");
};
news.onerror = () => state("the demo cannot be reached", true);
news.addEventListener("summary", (event) => {
  const summary = JSON.parse(event.data);
  rate = summary.falseAlarmRate;
  figures(summary);
});
news.addEventListener("verdicts", (event) => {
  for (const [millis, p, anomalous] of JSON.parse(event.data)) dots.push([millis / 1000, p, anomalous]);
  drawn = false;
});
news.addEventListener("alarm", (event) => {
  byId("alarms").prepend(card(JSON.parse(event.data)));
  while (byId("alarms").children.length > MOST_ALARMS) byId("alarms").lastChild.remove();
});
news.addEventListener("end", () => {
  news.close();
  state("the demo has ended");
});
setInterval(() => drawn || draw(), 250);
