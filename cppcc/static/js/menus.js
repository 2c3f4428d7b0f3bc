// One menu of the bar is open at a time; a click elsewhere or Escape closes it.
const menus = [...document.querySelectorAll("details.menu")];

function closeAllBut(kept) {
    for (const menu of menus) {
        if (menu !== kept) menu.open = false;
    }
}

if (menus.length) {
    document.addEventListener("click", (event) => closeAllBut(event.target.closest("details.menu")));
    document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        const open = menus.find((menu) => menu.open && menu.contains(document.activeElement));
        open?.querySelector("summary").focus();
        closeAllBut(null);
    });
}
