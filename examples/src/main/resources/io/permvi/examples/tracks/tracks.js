// Spots of one frame with the tails of their tracks; doubtful links in another color, listed below.
const data = permvi.data;
const canvas = document.getElementById("space");
const slider = document.getElementById("time");
const tail = document.getElementById("tail");
const frames = data.starts.length - 1;
slider.max = String(frames - 1);
const timeOf = new Array(data.x.length);
for (let t = 0; t < frames; t++) {
  for (let i = data.starts[t]; i < data.starts[t + 1]; i++) {
    timeOf[i] = t;
  }
}
const extent = (values) => values.reduce((e, v) => [Math.min(e[0], v), Math.max(e[1], v)], [Infinity, -Infinity]);
const [left, right] = extent(data.x);
const [low, high] = extent(data.y);
const scale = 0.96 * Math.min(canvas.width / (right - left || 1), canvas.height / (high - low || 1));
const px = (i) => canvas.width / 2 + scale * (data.x[i] - (left + right) / 2);
const py = (i) => canvas.height / 2 - scale * (data.y[i] - (low + high) / 2);
const hue = (track) => (track * 137.508) % 360;
const byTarget = data.links.map((link, k) => k).sort((a, b) => data.links[a][1] - data.links[b][1]);
let marked = -1;

/** The first link, in the order of targets, whose target is not before a spot. */
function firstFrom(spot) {
  let a = 0;
  let b = byTarget.length;
  while (a < b) {
    const middle = (a + b) >> 1;
    if (data.links[byTarget[middle]][1] < spot) {
      a = middle + 1;
    } else {
      b = middle;
    }
  }
  return a;
}

function draw() {
  const t = Number(slider.value);
  const pen = canvas.getContext("2d");
  document.getElementById("frame").textContent = `frame ${data.first + t}`;
  if (!pen) {
    return;
  }
  pen.clearRect(0, 0, canvas.width, canvas.height);
  const from = Math.max(0, t - Number(tail.value) + 1);
  let doubtful = 0;
  for (let k = firstFrom(data.starts[from]); k < byTarget.length; k++) {
    const [i, j, p, taken] = data.links[byTarget[k]];
    if (j >= data.starts[t + 1]) {
      break;
    }
    const shown = byTarget[k] === marked || taken;
    if (shown) {
      doubtful += timeOf[j] === t && p < 0.9 ? 1 : 0;
      pen.beginPath();
      pen.lineWidth = byTarget[k] === marked ? 5 : p < 0.9 ? 3 : 1.3;
      pen.strokeStyle = p < 0.9 ? "#d55e00" : `hsl(${hue(data.track[j])} 60% 45%)`;
      pen.setLineDash(taken ? [] : [4, 3]);
      pen.moveTo(px(i), py(i));
      pen.lineTo(px(j), py(j));
      pen.stroke();
    }
  }
  pen.setLineDash([]);
  for (let i = data.starts[t]; i < data.starts[t + 1]; i++) {
    pen.beginPath();
    pen.fillStyle = `hsl(${hue(data.track[i])} 60% 45%)`;
    pen.arc(px(i), py(i), 3, 0, 2 * Math.PI);
    pen.fill();
  }
  document.getElementById("state").textContent =
    `${data.starts[t + 1] - data.starts[t]} spots, ${doubtful} links into this frame below probability .9`;
}

function show(k) {
  marked = k;
  slider.value = String(timeOf[data.links[k][1]]);
  draw();
}

let playing = null;
const play = document.getElementById("play");
play.addEventListener("click", () => {
  if (playing === null) {
    playing = setInterval(() => {
      slider.value = String((Number(slider.value) + 1) % frames);
      draw();
    }, 200);
  } else {
    clearInterval(playing);
    playing = null;
  }
  play.textContent = playing === null ? "Play" : "Stop";
  play.setAttribute("aria-pressed", String(playing !== null));
});
slider.addEventListener("input", draw);
tail.addEventListener("input", draw);
data.doubtful.forEach((k) => {
  const [i, j, p] = data.links[k];
  const button = permvi.element("button", { onclick: () => show(k) }, `frame ${data.first + timeOf[j]}`);
  document
    .getElementById("doubtful")
    .append(
      permvi.element(
        "tr",
        {},
        permvi.element("td", {}, button),
        permvi.element("td", {}, data.ids[i]),
        permvi.element("td", {}, data.ids[j]),
        permvi.element("td", { class: "number" }, p.toFixed(3))
      )
    );
});
draw();
