/* Draws each figure[data-chart] from the table in it: the table is the data, the drawing only shows it.

   Rows are what is compared and columns of numbers the series; in "years" it is the other way round, and only rows
   marked data-series are drawn. Tooltips are drawn too, not built of HTML: the Content-Security-Policy allows no
   inline style. */

const COLOURS = ["#9e1b1b", "#0a5299", "#b07900", "#1a6b34", "#6a4c93", "#57606a", "#c2571a"];
const FONT = { fontSize: 15, color: "#1f2328" };
const LEGEND = { top: 0, textStyle: FONT };

const words = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
const number = (cell) => ("value" in cell.dataset ? Number(cell.dataset.value) : null);

function read(table) {
    const rows = [...table.tBodies[0].rows].filter((row) => row.querySelector("[data-value]"));
    const heads = [...table.tHead.rows[0].cells].slice(1).map(words);
    return { rows, heads, names: rows.map((row) => words(row.cells[0])) };
}

function series(data, columns) {
    return data.heads
        .map((name, place) => ({ name, data: data.rows.map((row) => number(row.cells[place + 1])) }))
        .filter(({ name, data: values }) => values.some((value) => value !== null) && (!columns || columns.includes(name)));
}

const withLabels = (each, position) => ({ ...each, label: { show: true, position, ...FONT } });

const SHAPES = {
    bars(data) {
        const [{ name, data: values }] = series(data);
        return {
            grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
            xAxis: { type: "value", minInterval: 1 },
            yAxis: { type: "category", data: data.names, inverse: true, axisLabel: FONT },
            series: [withLabels({ type: "bar", name, data: values }, "right")],
        };
    },
    pie(data) {
        const [{ name, data: values }] = series(data);
        const parts = values.map((value, place) => ({ name: data.names[place], value })).filter(({ value }) => value);
        return {
            series: [{ type: "pie", name, radius: ["30%", "58%"], data: parts, label: { ...FONT, formatter: "{b}\n{c}件", lineHeight: 20, width: 130, overflow: "break" } }],
        };
    },
    line(data) {
        return {
            legend: LEGEND,
            grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
            xAxis: { type: "category", data: data.names, axisLabel: FONT },
            yAxis: { type: "value", minInterval: 1 },
            series: series(data).map((each, place) => ({
                ...each,
                type: "line",
                symbol: ["circle", "rect", "triangle", "diamond", "pin", "arrow"][place % 6],
                symbolSize: 9,
            })),
        };
    },
    stack(data, columns) {
        return {
            legend: LEGEND,
            grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
            xAxis: { type: "value", minInterval: 1 },
            yAxis: { type: "category", data: data.names, inverse: true, axisLabel: FONT },
            series: series(data, columns).map((each) => ({ ...each, type: "bar", stack: "all" })),
        };
    },
    years(data) {
        const drawn = data.rows.filter((row) => "series" in row.dataset);
        return {
            legend: LEGEND,
            grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
            xAxis: { type: "category", data: data.heads, axisLabel: FONT },
            yAxis: { type: "value", minInterval: 1 },
            series: drawn.map((row) =>
                withLabels({ type: "bar", name: words(row.cells[0]), data: [...row.cells].slice(1).map(number) }, "top"),
            ),
        };
    },
};

function draw(figure) {
    const data = read(figure.querySelector("table"));
    if (!data.rows.length) return;
    const place = document.createElement("div");
    place.className = "drawing";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", `${words(figure.querySelector("h2"))}的图，数据见下表`);
    figure.querySelector("figcaption").after(place);
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({
        color: COLOURS,
        animation: false,
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
        tooltip: { renderMode: "richText", confine: true },
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        ...SHAPES[figure.dataset.chart](data, figure.dataset.columns?.split("、")),
    });
    new ResizeObserver(() => chart.resize()).observe(place);
}

document.querySelectorAll("figure[data-chart]").forEach(draw);
