"""Pages of long lists: which one is asked for, and the links to the others."""

from collections.abc import Callable

from flask import request


def page_number(total: int, size: int) -> int:
    """Which page is asked for, within those there are."""
    asked = request.args.get("page", 1, type=int)
    return max(1, min(asked, -(-total // size)))


def page_links(number: int, total: int, size: int, href: Callable[[int], str]) -> list[tuple[int, str]]:
    """Links to the first, last and neighbouring pages; an empty one stands for those left out."""
    last = max(1, -(-total // size))
    shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    links: list[tuple[int, str]] = []
    for page in shown:
        if links and page > links[-1][0] + 1:
            links.append((page - 1, ""))
        links.append((page, href(page)))
    return links
