// The plane with the garments: what part of it one sees, how it is drawn, and what is where.

const MARK = "#d33682", HALO = "white";
const LARGEST_ZOOM = 40, PADDING = 24, REACH = 12, RING = 0.7, PACE = 700;

const loaded = async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    return image;
};

// A copy of a sheet in which each sprite has a color.
const tinted = (image, colors, side, columns) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    context.globalCompositeOperation = "source-atop";
    colors.forEach((color, at) => {
        context.fillStyle = color;
        context.fillRect(side * (at % columns), side * Math.floor(at / columns), side, side);
    });
    return canvas;
};

class Plane {
    constructor(canvas, drawn) {
        this.canvas = canvas;
        this.drawn = drawn;  // called after each drawing
        this.hidden = new Set();  // classes
        this.opened = this.cursor = null;
        new ResizeObserver(() => this.showAll()).observe(canvas);
    }

    // The garments of the dataset, and the visitor's own one after them. Returns false if newer
    // data have come while the pictures were being decoded.
    async take(data) {
        const version = this.version = (this.version ?? 0) + 1;
        const { data: before } = this;
        let { sheet, ownSheet } = this;
        if (before?.sheet !== data.sheet) {
            const colors = data.labels.map((label) => data.colors[label]);
            sheet = tinted(await loaded(data.sheet), colors, data.side, data.columns);
        }
        if (data.own && before?.own?.sheet !== data.own.sheet)
            ownSheet = tinted(await loaded(data.own.sheet), [MARK], data.side, 1);
        if (version !== this.version) return false;
        Object.assign(this, { data, sheet, ownSheet, count: data.labels.length });
        this.all = this.count + (data.own ? 1 : 0);
        const same = before?.labels.length === this.count;
        for (const mark of ["opened", "cursor"])
            if (!same || this[mark] >= this.all) this[mark] = null;
        const places = [...data.places, ...(data.own?.place ?? [])];
        // The browser also comes here when only the theme has changed: the visitor's view stays.
        if (!same || String(places) !== String(this.target)) this.moveTo(places, same);
        return true;
    }

    moveTo(places, slowly) {
        const [from, seen] = [this.places, this.view];
        this.places = this.target = places;
        this.showAll();
        cancelAnimationFrame(this.frame);
        if (!slowly || !seen || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
        const to = { ...this.view };
        const start = performance.now();
        const step = (now) => {
            const share = Math.min(1, Math.max(0, (now - start) / PACE));
            const eased = share * share * (3 - 2 * share);
            const between = (origin, end) => origin + eased * (end - origin);
            this.places = places.map((end, at) => between(from[at] ?? end, end));
            for (const part in to) this.view[part] = between(seen[part], to[part]);
            this.draw();
            if (share < 1) this.frame = requestAnimationFrame(step);
        };
        step(start);
    }

    // The view: the place in the middle of the canvas, and pixels for each step of a place.
    showAll() {
        const { clientWidth: width, clientHeight: height } = this.canvas;
        if (!this.target || !width) return;
        cancelAnimationFrame(this.frame);
        this.places = this.target;
        const [xs, ys] = [0, 1].map((odd) => this.target.filter((_, at) => at % 2 === odd));
        const [left, right] = [Math.min(...xs), Math.max(...xs)];
        const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
        this.fit = Math.min(
            (width - 2 * PADDING) / (right - left || 1),
            (height - 2 * PADDING) / (bottom - top || 1));
        this.view = { x: (left + right) / 2, y: (top + bottom) / 2, scale: this.fit };
        this.draw();
    }

    // Keeps the place under a point of the canvas.
    zoom(factor, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
        const { view } = this;
        if (!view) return;
        const scale = Math.min(LARGEST_ZOOM * this.fit, Math.max(this.fit, view.scale * factor));
        const change = 1 / view.scale - 1 / scale;
        view.x += (x - this.canvas.clientWidth / 2) * change;
        view.y += (y - this.canvas.clientHeight / 2) * change;
        view.scale = scale;
        this.draw();
    }

    pan(right, down) {
        if (!this.view) return;
        this.view.x -= right / this.view.scale;
        this.view.y -= down / this.view.scale;
        this.draw();
    }

    bringIntoView(index) {
        const [x, y] = this.at(index);
        const { clientWidth: width, clientHeight: height } = this.canvas;
        if (x < PADDING || y < PADDING || x > width - PADDING || y > height - PADDING)
            this.pan(width / 2 - x, height / 2 - y);
    }

    at(index) {
        const { view, canvas, places } = this;
        return [
            canvas.clientWidth / 2 + (places[2 * index] - view.x) * view.scale,
            canvas.clientHeight / 2 + (places[2 * index + 1] - view.y) * view.scale,
        ];
    }

    // Of a garment, in pixels: it grows with the zoom, but less, so that the map gets clearer.
    get size() {
        const apart = Math.sqrt(this.canvas.clientWidth * this.canvas.clientHeight / this.count);
        const zoomed = (this.view.scale / this.fit) ** 0.6;
        return Math.min(56, Math.min(20, Math.max(12, apart)) * zoomed);
    }

    // The same of one that is marked by a ring.
    get marked() {
        return Math.max(24, 1.4 * this.size);
    }

    neighborsOf(index) {
        return index === this.count ? this.data.own.neighbors : this.data.neighbors[index];
    }

    shown() {
        const { labels } = this.data;
        return Array.from({ length: this.all }, (_, index) => index)
            .filter((index) => index === this.count || !this.hidden.has(labels[index]));
    }

    // The garment at a point of the canvas.
    under(x, y) {
        if (!this.view) return null;
        if (this.data.own) {
            const [left, top] = this.at(this.count);
            if (Math.hypot(left - x, top - y) <= RING * this.marked) return this.count;
        }
        const nearest = this.nearest(x, y);
        const reach = Math.max(REACH, this.size / 2);
        return nearest && nearest.distance <= reach ? nearest.index : null;
    }

    nearest(x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
        return this.shown().reduce((best, index) => {
            const [left, top] = this.at(index);
            const distance = Math.hypot(left - x, top - y);
            return best && best.distance <= distance ? best : { index, distance };
        }, null);
    }

    // The next garment to the left or right, above or below.
    next(index, [right, down]) {
        const [x, y] = this.at(index);
        let best = null, least = Infinity;
        for (const other of this.shown()) {
            const [left, top] = this.at(other);
            const along = (left - x) * right + (top - y) * down;
            const across = Math.abs((left - x) * down) + Math.abs((top - y) * right);
            if (along < 0.5 || across > along || along + 2 * across >= least) continue;
            [best, least] = [other, along + 2 * across];
        }
        return best;
    }

    paint(context, index, x, y, size) {
        const { side, columns } = this.data;
        const own = index === this.count;
        const place = own ? 0 : index;
        context.drawImage(
            own ? this.ownSheet : this.sheet,
            side * (place % columns), side * Math.floor(place / columns), side, side,
            x - size / 2, y - size / 2, size, size);
    }

    draw() {
        const { canvas, size } = this;
        const { clientWidth: width, clientHeight: height } = canvas;
        const density = window.devicePixelRatio || 1;
        canvas.width = Math.round(width * density);
        canvas.height = Math.round(height * density);
        const context = canvas.getContext("2d");
        context.scale(density, density);
        context.imageSmoothingQuality = "high";
        for (const index of this.shown()) {
            const [x, y] = this.at(index);
            if (Math.abs(x - width / 2) < width / 2 + size && index < this.count
                && Math.abs(y - height / 2) < height / 2 + size)
                this.paint(context, index, x, y, size);
        }
        this.drawMarks(context);
        this.drawn();
    }

    drawMarks(context) {
        const { opened, cursor } = this;
        const stroke = (width, trace) => {
            for (const [color, more] of [[HALO, 2], [MARK, 0]]) {
                context.beginPath();
                trace();
                [context.strokeStyle, context.lineWidth] = [color, width + more];
                context.stroke();
            }
        };
        const ring = (index, width, size = this.marked) => {
            const [x, y] = this.at(index);
            this.paint(context, index, x, y, size);
            stroke(width, () => context.arc(x, y, RING * size, 0, 2 * Math.PI));
        };
        if (opened !== null) {
            const neighbors = this.neighborsOf(opened);
            for (const neighbor of neighbors) stroke(1.5, () => {
                context.moveTo(...this.at(opened));
                context.lineTo(...this.at(neighbor));
            });
            for (const neighbor of neighbors) ring(neighbor, 1, this.size);
        }
        for (const index of new Set([this.data.own ? this.count : null, opened]))
            if (index !== null) ring(index, 2);
        if (cursor !== null && cursor !== opened) ring(cursor, 1);
    }
}
