"use strict";
// Without this script the page says the same: it sorts tables and hides series of pictures.
(() => {
  const number = (text) => {
    const plain = text.replace(/,/g, "").replace(/\u2212/g, "-").trim();
    return plain === "" ? NaN : Number(plain);
  };
  for (const table of document.querySelectorAll("table")) {
    const body = table.tBodies[0];
    if (!body || body.rows.length < 2) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const falls = head.getAttribute("aria-sort") === "descending";
        const cells = [...body.rows].map((row) => row.cells[column].textContent);
        const isNumber = head.classList.contains("n") || cells.every((text) => !Number.isNaN(number(text)));
        const key = (row) => row.cells[column].textContent;
        const rows = [...body.rows].sort((a, b) => {
          const [x, y] = [key(a), key(b)];
          if (!isNumber) return falls ? y.localeCompare(x) : x.localeCompare(y);
          const [p, q] = [number(x), number(y)];
          if (Number.isNaN(p) || Number.isNaN(q)) return Number.isNaN(p) - Number.isNaN(q);
          return falls ? p - q : q - p;
        });
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        const rises = isNumber ? falls : !falls;
        head.setAttribute("aria-sort", rises ? "ascending" : "descending");
        body.append(...rows);
      });
    });
  }
  for (const figure of document.querySelectorAll("figure[data-series]")) {
    const picture = figure.querySelector(".picture");
    if (!picture) continue;
    const box = document.createElement("fieldset");
    box.className = "series";
    const legend = document.createElement("legend");
    legend.textContent = "Show";
    box.append(legend);
    for (const [name, colour] of JSON.parse(figure.dataset.series)) {
      const label = document.createElement("label");
      const tick = document.createElement("input");
      tick.type = "checkbox";
      tick.checked = true;
      tick.addEventListener("change", () => {
        for (const mark of picture.querySelectorAll(`[fill="${colour}" i]`)) {
          if (mark.tagName !== "text") mark.style.visibility = tick.checked ? "" : "hidden";
        }
      });
      label.append(tick, name);
      box.append(label);
    }
    picture.after(box);
  }
})();
