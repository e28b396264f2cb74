// How latencies were spread over time: time to the right, bands of latency upwards, the darker the more completed.

const HEAT = {width: 900, height: 260, left: 64, bottom: 28, top: 8, right: 8};

/** Returns what takes it away again; nothing if nothing is known. */
function drawHeat({boundsNanos, atSeconds, metrics}, run, metric) {
  const place = byId("heat");
  if (!place) return undefined;
  const columns = metrics[metric];
  place.replaceChildren();
  place.closest("figure").hidden = !columns;
  if (!columns) return undefined;
  const used = columns.flatMap(column => column.flatMap((often, band) => often > 0 ? [band] : []));
  const lowest = Math.min(...used);
  const highest = Math.max(...used);
  const most = Math.max(1, ...columns.flat());
  const {left, top, right, bottom} = HEAT;
  const width = Math.max(320, Math.min(HEAT.width, place.clientWidth || HEAT.width));
  const height = HEAT.height;
  const end = atSeconds.at(-1);
  const x = at => left + at / end * (width - left - right);
  const row = (height - top - bottom) / (highest - lowest + 1);
  const y = band => height - bottom - (band - lowest + 1) * row;
  const cells = [];
  columns.forEach((column, i) => column.forEach((often, band) => {
    if (often === 0) return;
    const from = x(i === 0 ? 0 : atSeconds[i - 1]);
    // By the logarithm: one that is slow among a thousand is what people look for.
    const share = 0.15 + 0.85 * Math.log(1 + often) / Math.log(1 + most);
    cells.push(drawing("rect", {class: "cell", x: from, y: y(band), width: Math.max(1, x(atSeconds[i]) - from), height: row,
      "fill-opacity": share.toFixed(2)},
    drawing("title", {}, `${count(often)} in ${bandText(boundsNanos, band)}, at ${seconds(atSeconds[i])}`)));
  }));
  const labels = [];
  const step = Math.max(1, Math.ceil(14 / row));
  for (let band = lowest; band <= highest && band < boundsNanos.length; band += step) {
    labels.push(drawing("text", {"text-anchor": "end", x: left - 8, y: y(band) + 4}, axisTime(boundsNanos[band])));
  }
  for (let i = 0; i <= 4; i++) {
    const at = end * i / 4;
    labels.push(drawing("text", {"text-anchor": i === 4 ? "end" : "middle", x: x(at), y: height - 8}, axisSeconds(at)));
  }
  place.append(drawing("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Latency of ${metric} over time, by band`},
    ...cells, ...labels));
  return () => place.replaceChildren();
}

function bandText(bounds, band) {
  return band === bounds.length
    ? "above " + axisTime(bounds.at(-1))
    : `${band === 0 ? "0" : axisTime(bounds[band - 1])} to ${axisTime(bounds[band])}`;
}
