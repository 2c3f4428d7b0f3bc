// Tables with a box in each row: one box in the head ticks them all, and the buttons say how many are ticked.
for (const form of document.querySelectorAll("[data-ticks]")) {
    const boxes = [...form.querySelectorAll("input[name=chosen]")];
    const head = form.querySelector("thead .tick");
    const all = document.createElement("input");
    Object.assign(all, { type: "checkbox", className: "form-check-input" });
    all.setAttribute("aria-label", "全选");
    head.prepend(all);
    const count = document.createElement("p");
    count.setAttribute("role", "status");
    form.querySelector(".carry-out").prepend(count);

    const tell = () => {
        const ticked = boxes.filter((box) => box.checked).length;
        all.checked = ticked === boxes.length;
        all.indeterminate = ticked > 0 && ticked < boxes.length;
        count.textContent = `已选 ${ticked} 件，共 ${boxes.length} 件`;
    };
    all.addEventListener("change", () => {
        boxes.forEach((box) => { box.checked = all.checked; });
        tell();
    });
    form.addEventListener("change", tell);
    tell();
}
