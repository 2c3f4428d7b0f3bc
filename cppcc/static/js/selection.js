/* Counts the ticked rows of a list and ticks the whole page; without it the boxes still work. */
for (const bar of document.querySelectorAll("[data-selected]")) {
    const name = bar.dataset.selected;
    const boxes = [...document.querySelectorAll(`input[name="chosen"][form="${name}"]`)];
    const all = document.querySelector(`[data-select-all="${name}"]`);
    const count = () => {
        const ticked = boxes.filter((box) => box.checked).length;
        bar.textContent = ticked ? `已勾选${ticked}件：` : "勾选后可以：";
        all.textContent = ticked === boxes.length ? "取消全选" : "全选本页";
    };
    all.hidden = false;
    all.addEventListener("click", () => {
        const tick = boxes.some((box) => !box.checked);
        for (const box of boxes) box.checked = tick;
        count();
    });
    for (const box of boxes) box.addEventListener("change", count);
    count();
}
