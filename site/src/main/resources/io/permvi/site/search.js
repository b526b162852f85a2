"use strict";
// Finds the sections that have all words of a query; words of headings count more than those of the text.
(() => {
  const box = document.getElementById("query");
  const list = document.getElementById("hits");
  const shown = 10;
  let chosen = 0;

  function count(text, word) {
    return text.toLowerCase().split(word).length - 1;
  }

  function score(section, words) {
    let sum = 0;
    for (const word of words) {
      const found = 30 * count(section[1], word) + 20 * count(section[3], word) + Math.min(10, count(section[4], word));
      if (found === 0) {
        return 0;
      }
      sum += found;
    }
    return sum;
  }

  function around(text, word) {
    const at = Math.max(0, text.toLowerCase().indexOf(word) - 40);
    return (at > 0 ? "…" : "") + text.slice(at, at + 120) + "…";
  }

  function hit(section, word) {
    const link = document.createElement("a");
    link.href = section[0] + (section[2] ? "#" + section[2] : "");
    link.setAttribute("role", "option");
    const title = document.createElement("b");
    title.textContent = section[1] === section[3] ? section[1] : section[1] + " › " + section[3];
    const text = document.createElement("span");
    text.textContent = around(section[4], word);
    link.append(title, text);
    return link;
  }

  function mark() {
    [...list.querySelectorAll("a")].forEach((link, k) => link.classList.toggle("chosen", k === chosen));
  }

  function search() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    list.hidden = words.length === 0;
    if (list.hidden) {
      return;
    }
    const found = SECTIONS.map(section => [score(section, words), section]).filter(pair => pair[0] > 0)
      .sort((a, b) => b[0] - a[0]).slice(0, shown);
    found.forEach(pair => list.append(hit(pair[1], words[0])));
    if (found.length === 0) {
      const none = document.createElement("p");
      none.textContent = "Nothing has all these words.";
      list.append(none);
    }
    chosen = 0;
    mark();
  }

  box.addEventListener("input", search);
  box.addEventListener("keydown", event => {
    const links = list.querySelectorAll("a");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = Math.max(0, Math.min(links.length - 1, chosen + (event.key === "ArrowDown" ? 1 : -1)));
      mark();
      event.preventDefault();
    } else if (event.key === "Enter" && links[chosen]) {
      location.href = links[chosen].href;
    } else if (event.key === "Escape") {
      box.value = "";
      search();
      box.blur();
    }
  });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && document.activeElement !== box) {
      box.focus();
      event.preventDefault();
    }
  });
  // a query in the address, such as index.html#?mallows, is searched at once
  if (location.hash.startsWith("#?")) {
    box.value = decodeURIComponent(location.hash.slice(2));
    search();
  }
})();
