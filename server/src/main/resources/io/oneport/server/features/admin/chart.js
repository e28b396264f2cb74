// A line chart of the last minutes: one SVG, drawn anew with each sample.
'use strict';

const WIDTH = 300, HEIGHT = 110, LEFT = 46, BOTTOM = 14, TOP = 6;

const svg = (name, attributes) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
};

/** The next round number: 1, 2 or 5 times a power of ten, of units of the given size. */
export function roundUp(value, unit = 1000) {
  if (!(value > 0)) return 1;
  if (unit === 1024 && value > 1024) {
    const scale = 1024 ** Math.floor(Math.log2(value) / 10);
    return Math.min(roundUp(value / scale), 1024) * scale;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(n => n * power).find(n => n >= value * 0.9999);
}

export class Chart {
  /**
   * @param title what is drawn, with its unit
   * @param format value to text
   * @param unit the size of a unit of the next larger name: 1000 or 1024
   */
  constructor(parent, title, format, unit) {
    this.format = format;
    this.unit = unit;
    this.figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    caption.textContent = title;
    this.at = document.createElement('span');
    this.at.className = 'soft';
    caption.append(this.at);
    this.image = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title });
    this.legend = document.createElement('ul');
    this.legend.className = 'legend';
    this.figure.append(caption, this.image, this.legend);
    parent.append(this.figure);
    this.image.addEventListener('pointermove', event => this.point(event));
    this.image.addEventListener('pointerleave', () => { this.pointed = null; this.values(); });
  }

  /** Draws lines: names, and values (null for none) at times in milliseconds. */
  draw(times, lines) {
    this.times = times;
    this.lines = lines;
    const top = roundUp(Math.max(...lines.flatMap(line => line.values.map(value => value ?? 0)), 0), this.unit);
    const begin = times[0] ?? 0, end = times[times.length - 1] ?? 1;
    this.x = time => LEFT + (WIDTH - LEFT) * (end > begin ? (time - begin) / (end - begin) : 1);
    const y = value => TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.min(value, top) / top);
    const parts = [0, top].flatMap(value => [
      svg('path', { class: 'axis', d: `M${LEFT},${y(value)}H${WIDTH}` }),
      Object.assign(svg('text', { x: 0, y: y(value) + 4 }), { textContent: this.format(value) }),
    ]);
    const minutes = Math.round((end - begin) / 60000);
    parts.push(Object.assign(svg('text', { x: LEFT, y: HEIGHT - 2 }), { textContent: minutes > 0 ? `${minutes} min ago` : '' }));
    parts.push(Object.assign(svg('text', { x: WIDTH, y: HEIGHT - 2, 'text-anchor': 'end' }), { textContent: 'now' }));
    lines.forEach((line, number) => {
      let path = '', dots = '', pen = 'M';
      line.values.forEach((value, i) => {
        if (value == null) {
          pen = 'M';
          return;
        }
        const at = `${this.x(times[i]).toFixed(1)},${y(value).toFixed(1)}`;
        path += pen + at;
        // A line has no length where there is nothing before and after.
        if (pen === 'M' && line.values[i + 1] == null) dots += `M${at}h0`;
        pen = 'L';
      });
      parts.push(svg('path', { class: 's' + number % 5, d: path }), svg('path', { class: `s${number % 5} dots`, d: dots }));
    });
    this.image.replaceChildren(...parts);
    this.values();
  }

  point(event) {
    if (!this.times?.length) return;
    const box = this.image.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * WIDTH;
    let best = 0;
    this.times.forEach((time, i) => {
      if (Math.abs(this.x(time) - x) < Math.abs(this.x(this.times[best]) - x)) best = i;
    });
    this.pointed = this.times[best];
    this.values();
  }

  /** The values where the pointer is, or the last ones. */
  values() {
    const i = this.pointed ? this.times.indexOf(this.pointed) : this.times.length - 1;
    this.at.textContent = this.pointed && i >= 0 ? new Date(this.pointed).toLocaleTimeString('en-GB') : '';
    this.legend.replaceChildren(...this.lines.map((line, number) => {
      const item = document.createElement('li');
      item.className = 's' + number % 5;
      const value = line.values[i < 0 ? line.values.length - 1 : i];
      item.textContent = `${line.name}: ${value == null ? '–' : this.format(value)}`;
      return item;
    }));
  }
}
