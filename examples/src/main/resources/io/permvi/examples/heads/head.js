// A head: cells in three dimensions and in a table, candidates, confirmations that are saved as the table that --known reads.
const { cells, neurons, ganglia, head } = permvi.data;
const byId = (id) => document.getElementById(id);
const answers = new Map(cells.filter((c) => c.confirmed).map((c) => [c.point, c.confirmed === "-" ? "" : c.names[0]]));
const undone = [];
let chosen = -1;
let sorting = { key: "point", down: false };
let unsaved = false;

const nameOf = (cell) => (answers.has(cell.point) ? answers.get(cell.point) : cell.names[0]);
const probabilityOf = (cell) => (answers.has(cell.point) ? 1 : cell.probabilities[0]);
const least = () => Number(byId("least").value);
const isShown = (cell) => probabilityOf(cell) >= least();

// ---- colors
const palette = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5", "#9c6b4e", "#9498a0"];
const groups = [...new Set(cells.map((c) => ganglia[c.names[0]] || "other"))].sort();
function colorOf(cell) {
  switch (byId("color").value) {
    case "ganglion":
      return palette[groups.indexOf(ganglia[nameOf(cell)] || "other") % palette.length] || palette[9];
    case "neuropal":
      return `rgb(${cell.color.map((c) => Math.round(255 * c)).join(",")})`;
    default:
      return answers.has(cell.point) ? "#1f5fbf" : `hsl(${Math.round(150 * cell.probabilities[0])}, 70%, 42%)`;
  }
}

function drawLegend() {
  const entries = {
    probability: [["#1f5fbf", "confirmed"], ...[1, 0.75, 0.5, 0.25, 0].map((p) => [`hsl(${150 * p}, 70%, 42%)`, String(p)])],
    ganglion: groups.map((g, k) => [palette[k % palette.length], g]),
    neuropal: []
  }[byId("color").value];
  byId("legend").replaceChildren(
    ...entries.map(([color, text]) =>
      permvi.element("span", {}, permvi.element("i", { style: `background:${color}` }), text)));
}

// ---- three dimensions
/** Where the browser does not draw them, the labels and the table serve alone. */
function newRenderer() {
  try {
    return new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true });
  } catch (error) {
    canvas.style.display = "none";
    canvas.parentElement.append(permvi.element("p", { id: "flat", style: "margin: 1rem" },
      "This browser has no WebGL, so that cells are not drawn as balls. All else works: names can be confirmed and saved."));
    return { setPixelRatio() {}, setSize() {}, render() {} };
  }
}

const canvas = document.querySelector("#view canvas");
const renderer = newRenderer();
const scene = new THREE.Scene();
const camera = new THREE.PerspectiveCamera(35, 1, 1, 5000);
const turning = new THREE.Group();
scene.add(turning, new THREE.HemisphereLight(0xffffff, 0x777788, 2.6));
const sun = new THREE.DirectionalLight(0xffffff, 1.2);
sun.position.set(1, 2, 3);
scene.add(sun);
const middle = [0, 1, 2].map((d) => cells.reduce((s, c) => s + c.at[d], 0) / cells.length);
const reach = Math.max(...cells.map((c) => Math.hypot(...c.at.map((x, d) => x - middle[d]))));
const ball = new THREE.SphereGeometry(1, 16, 12);
const balls = new THREE.InstancedMesh(ball, new THREE.MeshStandardMaterial({ roughness: 0.6 }), cells.length);
turning.add(balls);
const places = cells.map((c) => new THREE.Vector3(c.at[0] - middle[0], middle[1] - c.at[1], middle[2] - c.at[2]));
let distance = reach * 3.4; // more than 1 / tan of half the opening, so that all cells are seen
let needed = true;

function paint() {
  const matrix = new THREE.Matrix4();
  const color = new THREE.Color();
  cells.forEach((cell, k) => {
    const size = (k === chosen ? 2.6 : isShown(cell) ? 1.7 : 0.6) * Math.max(0.6, reach / 75);
    matrix.makeScale(size, size, size).setPosition(places[k]);
    balls.setMatrixAt(k, matrix);
    balls.setColorAt(k, color.set(isShown(cell) || k === chosen ? colorOf(cell) : "#9aa2ab"));
  });
  balls.instanceMatrix.needsUpdate = true;
  balls.instanceColor.needsUpdate = true;
  balls.computeBoundingSphere();
  needed = true;
}

const labels = cells.map((cell, k) => {
  const label = permvi.element("span", {}, "");
  byId("labels").append(label);
  return label;
});

function drawLabels(width, height) {
  const at = new THREE.Vector3();
  const taken = [];
  const order = cells.map((_, k) => k).sort((a, b) => (b === chosen) - (a === chosen) || probabilityOf(cells[b]) - probabilityOf(cells[a]));
  for (const k of order) {
    at.copy(places[k]).applyMatrix4(turning.matrixWorld).project(camera);
    const x = (at.x * 0.5 + 0.5) * width;
    const y = (0.5 - at.y * 0.5) * height;
    const name = nameOf(cells[k]);
    const free = k === chosen || !taken.some(([a, b]) => Math.abs(a - x) < 38 && Math.abs(b - y) < 12);
    const visible = name !== "" && (isShown(cells[k]) || k === chosen) && free;
    labels[k].style.display = visible ? "" : "none";
    if (visible) {
      taken.push([x, y]);
      labels[k].textContent = name;
      labels[k].className = k === chosen ? "chosen" : "";
      labels[k].style.left = `${x}px`;
      labels[k].style.top = `${y}px`;
    }
  }
}

function draw() {
  const { clientWidth: width, clientHeight: height } = canvas.parentElement;
  renderer.setPixelRatio(Math.min(2, window.devicePixelRatio));
  renderer.setSize(width, height, false);
  camera.aspect = width / height;
  camera.position.set(0, 0, distance / Math.min(1, camera.aspect));
  camera.updateProjectionMatrix();
  camera.updateMatrixWorld();
  turning.updateMatrixWorld();
  renderer.render(scene, camera);
  drawLabels(width, height);
}

function loop() {
  if (needed) {
    needed = false;
    draw();
  }
  requestAnimationFrame(loop);
}

function turn(x, y) {
  turning.quaternion.premultiply(new THREE.Quaternion().setFromEuler(new THREE.Euler(y, x, 0)));
  needed = true;
}

let drag = null;
canvas.addEventListener("pointerdown", (event) => {
  drag = { x: event.clientX, y: event.clientY, moved: 0 };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  if (drag) {
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    drag = { x: event.clientX, y: event.clientY, moved: drag.moved + Math.abs(dx) + Math.abs(dy) };
    turn(dx / 150, dy / 150);
  }
});
canvas.addEventListener("pointerup", (event) => {
  if (drag && drag.moved < 4) {
    const box = canvas.getBoundingClientRect();
    const ray = new THREE.Raycaster();
    ray.setFromCamera(
      new THREE.Vector2(((event.clientX - box.left) / box.width) * 2 - 1, 1 - ((event.clientY - box.top) / box.height) * 2), camera);
    const hit = ray.intersectObject(balls)[0];
    if (hit) {
      choose(hit.instanceId);
    }
  }
  drag = null;
});
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  distance = Math.min(reach * 8, Math.max(reach * 0.3, distance * Math.exp(event.deltaY / 800)));
  needed = true;
}, { passive: false });
new ResizeObserver(() => (needed = true)).observe(canvas.parentElement);

// ---- table
const columns = [
  ["point", "point", (c) => c.point],
  ["name", "name", (c) => nameOf(c) || "~"],
  ["p", "probability", (c) => probabilityOf(c)],
  ["second", "second", (c) => c.names[1] || "~"],
  ["p2", "", (c) => c.probabilities[1] || 0],
  ["third", "third", (c) => c.names[2] || "~"],
  ["p3", "", (c) => c.probabilities[2] || 0],
  ["entropy", "entropy", (c) => (answers.has(c.point) ? 0 : c.entropy)],
  ["ask", "ask", (c) => (answers.has(c.point) ? 1e9 : c.ask || 1e8)]
];
const rows = cells.map((cell, k) => permvi.element("tr", { "data-point": cell.point, onclick: () => choose(k) }));
byId("columns").replaceChildren(
  ...columns.map(([key, text]) =>
    permvi.element("th", {
      scope: "col",
      onclick: () => {
        sorting = { key, down: sorting.key === key && !sorting.down };
        fill();
      }
    }, text)));

function fill() {
  const shown = (p) => (p === undefined ? "" : p.toFixed(2));
  cells.forEach((cell, k) => {
    const known = answers.has(cell.point);
    rows[k].className = [k === chosen && "chosen", known && "confirmed", !isShown(cell) && "faded"].filter(Boolean).join(" ");
    const texts = [
      cell.point, nameOf(cell) || "no neuron", known ? "confirmed" : shown(cell.probabilities[0]), cell.names[1] || "", shown(cell.probabilities[1]),
      cell.names[2] || "", shown(cell.probabilities[2]), known ? "" : shown(cell.entropy), known ? "" : cell.ask || ""];
    rows[k].replaceChildren(...texts.map((text) => permvi.element("td", {}, String(text))));
  });
  const value = columns.find(([key]) => key === sorting.key)[2];
  const order = cells.map((_, k) => k).sort((a, b) => {
    const [x, y] = [value(cells[a]), value(cells[b])];
    return (x < y ? -1 : x > y ? 1 : a - b) * (sorting.down ? -1 : 1);
  });
  byId("rows").replaceChildren(...order.map((k) => rows[k]));
  const right = cells.reduce((sum, cell) => sum + probabilityOf(cell), 0);
  byId("state").textContent =
    `${answers.size} of ${cells.length} confirmed, ${right.toFixed(1)} names expected right` + (unsaved ? ", not saved" : "");
}

// ---- the chosen cell
function showCell() {
  const card = byId("cell");
  if (chosen < 0) {
    card.replaceChildren(permvi.element("span", { class: "faint" }, "Click a cell, or press n for the one that is best confirmed next."));
    return;
  }
  const cell = cells[chosen];
  const buttons = cell.names.filter((name) => name).map((name, k) =>
    permvi.element("button", {
      class: "yes", "aria-pressed": String(answers.get(cell.point) === name), onclick: () => confirm(name)
    }, `${name} ${cell.probabilities[k].toFixed(2)} (${k + 1})`));
  const other = permvi.element("input", {
    id: "other", list: "names", placeholder: "another name", "aria-label": "another name",
    onkeydown: (event) => {
      if (event.key === "Enter") {
        confirm(event.target.value.trim().toUpperCase());
      }
    }
  });
  card.replaceChildren(
    permvi.element("div", { class: "head" },
      permvi.element("strong", { class: "grow" }, `point ${cell.point}: ${nameOf(cell) || "no neuron"}`),
      permvi.element("span", { class: "number faint" },
        `entropy ${cell.entropy.toFixed(2)}, no neuron ${cell.unmatched.toFixed(2)}` +
        (cell.ask ? `, asked as number ${cell.ask} (+${cell.gain.toFixed(2)})` : ""))),
    permvi.element("div", { class: "choices" }, ...buttons,
      permvi.element("button", { class: "no", "aria-pressed": String(answers.get(cell.point) === ""), onclick: () => confirm("") }, "no neuron (0)"),
      other),
    permvi.element("span", { class: "faint", id: "told" }, ""));
}

function choose(k) {
  chosen = k;
  showCell();
  fill();
  paint();
  const list = byId("list");
  list.scrollTop = rows[k].offsetTop - list.clientHeight / 2;
}

function confirm(name) {
  const cell = cells[chosen];
  const told = byId("told");
  if (name !== "" && !neurons.includes(name)) {
    told.textContent = `the atlas has no neuron ${name}`;
    return;
  }
  const owner = [...answers].find(([point, other]) => other === name && name !== "" && point !== cell.point);
  if (owner) {
    told.textContent = `${name} is confirmed for point ${owner[0]} already`;
    return;
  }
  undone.push([cell.point, answers.has(cell.point), answers.get(cell.point)]);
  if (answers.get(cell.point) === name) {
    answers.delete(cell.point);
  } else {
    answers.set(cell.point, name);
  }
  unsaved = true;
  choose(chosen);
}

function undo() {
  if (undone.length > 0) {
    const [point, had, name] = undone.pop();
    if (had) {
      answers.set(point, name);
    } else {
      answers.delete(point);
    }
    unsaved = true;
    choose(cells.findIndex((cell) => cell.point === point));
  }
}

function askNext() {
  const open = cells.map((_, k) => k).filter((k) => !answers.has(cells[k].point) && cells[k].ask);
  if (open.length > 0) {
    choose(open.reduce((a, b) => (cells[a].ask <= cells[b].ask ? a : b)));
  }
}

function save() {
  const known = [...answers].sort((a, b) => a[0] - b[0]).map(([point, name]) => [head, point, name === "" ? "-" : name]);
  permvi.saveCsv(`${head}-known.csv`, [["worm", "point", "neuron"], ...known]);
  unsaved = false;
  fill();
}

function step(by) {
  const order = [...byId("rows").children].map((row) => rows.indexOf(row));
  const at = chosen < 0 ? (by > 0 ? -1 : 0) : order.indexOf(chosen);
  choose(order[(at + by + order.length) % order.length]);
}

// ---- controls
byId("names").replaceChildren(...neurons.map((name) => permvi.element("option", { value: name })));
byId("color").addEventListener("change", () => { drawLegend(); paint(); });
byId("least").addEventListener("input", () => { byId("leastText").textContent = byId("least").value; fill(); paint(); });
byId("search").addEventListener("input", (event) => {
  const text = event.target.value.trim().toUpperCase();
  const exact = cells.findIndex((c) => nameOf(c) === text || String(c.point) === text);
  const near = exact >= 0 || text === "" ? exact : cells.findIndex((c) => nameOf(c).startsWith(text));
  if (near >= 0) {
    choose(near);
  }
});
byId("next").addEventListener("click", askNext);
byId("undo").addEventListener("click", undo);
byId("save").addEventListener("click", save);
const keys = {
  ArrowDown: () => step(1), ArrowUp: () => step(-1), ArrowLeft: () => turn(-0.12, 0), ArrowRight: () => turn(0.12, 0),
  n: askNext, u: undo, s: save, "/": () => byId("search").focus(),
  0: () => chosen >= 0 && confirm(""), Enter: () => chosen >= 0 && confirm(cells[chosen].names[0]),
  1: () => chosen >= 0 && confirm(cells[chosen].names[0]),
  2: () => chosen >= 0 && cells[chosen].names[1] && confirm(cells[chosen].names[1]),
  3: () => chosen >= 0 && cells[chosen].names[2] && confirm(cells[chosen].names[2])
};
document.addEventListener("keydown", (event) => {
  const field = event.target.matches("input, select, button");
  if (event.key === "Escape") {
    document.activeElement.blur();
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && keys[event.key] && !(field && event.key !== "Escape")) {
    event.preventDefault();
    keys[event.key]();
  } else if (event.key === "z" && (event.ctrlKey || event.metaKey) && !field) {
    event.preventDefault();
    undo();
  }
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) {
    event.preventDefault();
  }
});
permvi.view = { turn, draw, turning, answers };
// the longest axis lies across the screen
const axis = places.reduce((far, place) => (place.length() > far.length() ? place : far)).clone().normalize();
for (let round = 0; round < 30; round++) {
  axis.copy(places.reduce((sum, place) => sum.addScaledVector(place, place.dot(axis)), new THREE.Vector3()).normalize());
}
turning.quaternion.setFromUnitVectors(axis.x < 0 ? axis.negate() : axis, new THREE.Vector3(1, 0, 0));
drawLegend();
showCell();
fill();
paint();
loop();
