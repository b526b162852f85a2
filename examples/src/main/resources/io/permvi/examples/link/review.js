// Pairs one below the other, fields side by side; accept or reject by button or key; saved as the table that the program reads.
const answers = new Map();
const state = document.getElementById("state");
const list = document.getElementById("pairs");

function tell() {
  const expected = permvi.data.pairs.reduce((sum, pair) => sum + Math.min(pair.p, 1 - pair.p), 0);
  state.textContent =
    `${answers.size} of ${permvi.data.pairs.length} pairs judged; looking at all is expected to change ` +
    `${expected.toFixed(1)} decisions`;
}

function answer(card, k, link) {
  if (answers.get(k) === link) {
    answers.delete(k);
  } else {
    answers.set(k, link);
  }
  card.classList.toggle("answered", answers.has(k));
  card.querySelector("button.yes").setAttribute("aria-pressed", String(answers.get(k) === true));
  card.querySelector("button.no").setAttribute("aria-pressed", String(answers.get(k) === false));
  tell();
}

function tableOf(pair) {
  const body = permvi.element("tbody", {});
  permvi.data.fields.forEach((field, f) => {
    const [a, b] = [pair.a[f], pair.b[f]];
    const both = a !== "" && b !== "";
    const kind = !both ? "faint" : a.toLowerCase() === b.toLowerCase() ? "same" : "other";
    body.append(
      permvi.element(
        "tr",
        {},
        permvi.element("th", { scope: "row" }, field),
        permvi.element("td", { class: kind }, a),
        permvi.element("td", { class: kind }, b)
      )
    );
  });
  return body;
}

permvi.data.pairs.forEach((pair, k) => {
  const card = permvi.element(
    "section",
    {
      class: "card",
      tabindex: "0",
      onkeydown: (event) => {
        if (event.key === "y" || event.key === "n") {
          answer(card, k, event.key === "y");
          const next = card.nextElementSibling;
          if (next) {
            next.focus();
          }
        }
      }
    },
    permvi.element(
      "div",
      { class: "head" },
      permvi.element("strong", { class: "grow" }, `${pair.ids[0]} and ${pair.ids[1]}`),
      permvi.element("span", { class: "number faint" }, `probability ${pair.p.toFixed(3)}`),
      permvi.element("button", { class: "yes", "aria-pressed": "false", onclick: () => answer(card, k, true) }, "Accept (y)"),
      permvi.element("button", { class: "no", "aria-pressed": "false", onclick: () => answer(card, k, false) }, "Reject (n)")
    ),
    permvi.element("table", {}, tableOf(pair))
  );
  list.append(card);
});

document.getElementById("save").addEventListener("click", () => {
  const rows = [["a", "b", "link"]];
  permvi.data.pairs.forEach((pair, k) => {
    if (answers.has(k)) {
      rows.push([pair.ids[0], pair.ids[1], answers.get(k) ? "yes" : "no"]);
    }
  });
  permvi.saveCsv("answers.csv", rows);
});
tell();
