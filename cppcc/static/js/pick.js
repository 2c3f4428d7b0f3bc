// A field above a long list of names to tick narrows it; what is ticked stays, and is told in one line.
for (const list of document.querySelectorAll("[data-pick]")) {
    const words = document.createElement("input");
    words.type = "search";
    words.className = "form-control mb-1";
    words.placeholder = "输入姓名、界别或单位查找";
    words.setAttribute("aria-label", "查找联名人");
    const told = document.createElement("p");
    told.className = "mb-1";
    told.setAttribute("role", "status");
    list.before(words, told);

    const tell = () => {
        const names = [...list.querySelectorAll(":checked")].map((box) => box.parentElement.innerText.trim());
        told.textContent = names.length ? `已选${names.length}位：${names.join("；")}` : "还没有选。";
    };
    const narrow = () => {
        for (const group of list.children) {
            const lines = [...group.querySelectorAll("label")];
            for (const line of lines) {
                const found = `${group.getAttribute("aria-label")}${line.innerText}`.includes(words.value.trim());
                line.hidden = !found && !line.control.checked;
            }
            group.hidden = lines.every((line) => line.hidden);
        }
    };
    words.addEventListener("input", narrow);
    list.addEventListener("change", tell);
    tell();
}
