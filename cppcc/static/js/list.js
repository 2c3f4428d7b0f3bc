// Keeps one spare field at the end of a list that is typed item by item.
for (const list of document.querySelectorAll("[data-list]")) {
    list.addEventListener("input", () => {
        const last = list.lastElementChild;
        if (!last.querySelector("textarea").value) {
            return;
        }
        const next = last.cloneNode(true);
        const field = next.querySelector("textarea");
        const number = list.children.length + 1;
        field.value = "";
        field.id = field.id.replace(/\d+$/, number);
        field.setAttribute("aria-label", `第${number}条`);
        list.append(next);
    });
}
