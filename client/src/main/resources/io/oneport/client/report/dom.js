// Builds the page. Strings of a result get into it as text nodes and attribute values only, never as markup.

const byId = id => document.getElementById(id);

/** Without control characters, which break lines or can't be seen. */
const visible = text => String(text).replace(/[\u0000-\u001f\u007f]/g, "\ufffd");

const nodes = children => children.map(child => child instanceof Node ? child : visible(child));

/** An element; a child is a node, or text. */
function element(tag, cssClass, ...children) {
  const made = document.createElement(tag);
  if (cssClass) made.className = cssClass;
  made.append(...nodes(children));
  return made;
}

/** An element of an SVG picture. */
function drawing(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, typeof value === "number" ? value.toFixed(1) : visible(value));
  }
  made.append(...nodes(children));
  return made;
}

/** A column of words, which stand on its left; figures stand on the right of theirs. */
const words = heading => ({heading});
const figures = heading => ({heading, cssClass: "figure"});

/** Fills a place that scrolls sideways where the table is too wide. */
function table(place, columns, rows) {
  const head = columns.map(column => {
    const cell = element("th", column.cssClass, column.heading);
    cell.scope = "col";
    return cell;
  });
  const body = rows.map(row => element("tr", "", ...columns.map((column, i) => element("td", column.cssClass, row[i] ?? ""))));
  place.append(element("table", "", element("thead", "", element("tr", "", ...head)), element("tbody", "", ...body)));
  // So that the keyboard can scroll it, too.
  place.tabIndex = 0;
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", place.closest("section").querySelector("h2").textContent);
}

function badge(name, text) {
  return element("span", "badge " + name.toLowerCase(), text);
}
