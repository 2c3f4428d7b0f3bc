// A field above a long list of names narrows it; what is chosen stays.
for (const list of document.querySelectorAll("select[data-pick]")) {
    const words = document.createElement("input");
    words.type = "search";
    words.className = "form-control mb-1";
    words.placeholder = "输入姓名、界别或单位查找";
    words.setAttribute("aria-label", "查找联名人");
    list.before(words);
    words.addEventListener("input", () => {
        for (const group of list.querySelectorAll("optgroup")) {
            for (const option of group.children) {
                const found = `${group.label}${option.label}`.includes(words.value.trim());
                option.hidden = !found && !option.selected;
            }
            group.hidden = [...group.children].every((option) => option.hidden);
        }
    });
}
