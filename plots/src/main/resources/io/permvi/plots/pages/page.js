"use strict";
const permvi = {
  data: JSON.parse(document.getElementById("permvi-data").textContent),
  /** An element with properties and children, texts among them. */
  element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key.startsWith("on")) {
        made.addEventListener(key.slice(2), value);
      } else {
        made.setAttribute(key, value);
      }
    }
    children.forEach((child) => made.append(child));
    return made;
  },
  /** Offers rows as a CSV file. */
  saveCsv(name, rows) {
    const cell = (value) => (/[",\n\r]/.test(value) ? '"' + value.split('"').join('""') + '"' : value);
    const text = rows.map((row) => row.map((value) => cell(String(value))).join(",")).join("\n") + "\n";
    const link = permvi.element("a", {
      href: URL.createObjectURL(new Blob([text], { type: "text/csv" })),
      download: name
    });
    link.click();
    URL.revokeObjectURL(link.href);
  },
};
