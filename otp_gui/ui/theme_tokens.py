"""The colours of both schemes: scales of Radix Colors, and the tokens that widgets ask for.

Scales are from Radix Colors 3.0.0 (https://www.radix-ui.com/colors, MIT, copyright 2021 Radix; the
licence is in ``resources/themes``). Step 1 is the background, 12 the strongest text. Radix' step 11
is just under the contrast of 4.5:1 on its own step 3, so coloured text here is step 11 drawn a
quarter of the way to step 12.
"""

from collections.abc import Mapping
from typing import Final

Tokens = Mapping[str, str]
_Scale = tuple[str, ...]

# fmt: off
_LIGHT: Final[Mapping[str, _Scale]] = {
    "slate": ("#fcfcfd", "#f9f9fb", "#f0f0f3", "#e8e8ec", "#e0e1e6", "#d9d9e0",
              "#cdced6", "#b9bbc6", "#8b8d98", "#80838d", "#60646c", "#1c2024"),
    "blue": ("#fbfdff", "#f4faff", "#e6f4fe", "#d5efff", "#c2e5ff", "#acd8fc",
             "#8ec8f6", "#5eb1ef", "#0090ff", "#0588f0", "#0d74ce", "#113264"),
    "green": ("#fbfefc", "#f4fbf6", "#e6f6eb", "#d6f1df", "#c4e8d1", "#adddc0",
              "#8eceaa", "#5bb98b", "#30a46c", "#2b9a66", "#218358", "#193b2d"),
    "amber": ("#fefdfb", "#fefbe9", "#fff7c2", "#ffee9c", "#fbe577", "#f3d673",
              "#e9c162", "#e2a336", "#ffc53d", "#ffba18", "#ab6400", "#4f3422"),
    "orange": ("#fefcfb", "#fff7ed", "#ffefd6", "#ffdfb5", "#ffd19a", "#ffc182",
               "#f5ae73", "#ec9455", "#f76b15", "#ef5f00", "#cc4e00", "#582d1d"),
    "red": ("#fffcfc", "#fff7f7", "#feebec", "#ffdbdc", "#ffcdce", "#fdbdbe",
            "#f4a9aa", "#eb8e90", "#e5484d", "#dc3e42", "#ce2c31", "#641723"),
    "violet": ("#fdfcfe", "#faf8ff", "#f4f0fe", "#ebe4ff", "#e1d9ff", "#d4cafe",
               "#c2b5f5", "#aa99ec", "#6e56cf", "#654dc4", "#6550b9", "#2f265f"),
}
_DARK: Final[Mapping[str, _Scale]] = {
    "slate": ("#111113", "#18191b", "#212225", "#272a2d", "#2e3135", "#363a3f",
              "#43484e", "#5a6169", "#696e77", "#777b84", "#b0b4ba", "#edeef0"),
    "blue": ("#0d1520", "#111927", "#0d2847", "#003362", "#004074", "#104d87",
             "#205d9e", "#2870bd", "#0090ff", "#3b9eff", "#70b8ff", "#c2e6ff"),
    "green": ("#0e1512", "#121b17", "#132d21", "#113b29", "#174933", "#20573e",
              "#28684a", "#2f7c57", "#30a46c", "#33b074", "#3dd68c", "#b1f1cb"),
    "amber": ("#16120c", "#1d180f", "#302008", "#3f2700", "#4d3000", "#5c3d05",
              "#714f19", "#8f6424", "#ffc53d", "#ffd60a", "#ffca16", "#ffe7b3"),
    "orange": ("#17120e", "#1e160f", "#331e0b", "#462100", "#562800", "#66350c",
               "#7e451d", "#a35829", "#f76b15", "#ff801f", "#ffa057", "#ffe0c2"),
    "red": ("#191111", "#201314", "#3b1219", "#500f1c", "#611623", "#72232d",
            "#8c333a", "#b54548", "#e5484d", "#ec5d5e", "#ff9592", "#ffd1d9"),
    "violet": ("#14121f", "#1b1525", "#291f43", "#33255b", "#3c2e69", "#473876",
               "#56468b", "#6958ad", "#6e56cf", "#7d66d9", "#baa7ff", "#e2ddfe"),
}
# fmt: on
_WHITE: Final = "#ffffff"


def light() -> Tokens:
    """Return the tokens of the light scheme as ``#rrggbb``."""
    slate = _LIGHT["slate"]
    return {
        "window": slate[1],
        "surface": _WHITE,
        "surface_alt": slate[1],
        "raised": slate[2],
        **_shared(_LIGHT),
        "border_input": slate[6],
        "track": slate[7],
    }


def dark() -> Tokens:
    """Return the tokens of the dark scheme as ``#rrggbb``."""
    slate = _DARK["slate"]
    return {
        "window": slate[0],
        "surface": slate[1],
        "surface_alt": _between(slate[1], slate[2], 0.35),
        "raised": slate[2],
        **_shared(_DARK),
        "border_input": slate[6],
        "track": slate[6],
    }


def _shared(scales: Mapping[str, _Scale]) -> dict[str, str]:
    slate, blue, red = scales["slate"], scales["blue"], scales["red"]
    # A strong fill under white text has the same colour in both schemes.
    primary, deepest = _LIGHT["blue"][10], _LIGHT["blue"][11]
    tokens = {
        "raised_hover": slate[3],
        "raised_pressed": slate[4],
        "border": slate[5],
        "text": slate[11],
        "muted": slate[10],
        "disabled": slate[8],
        "control": slate[9],
        "accent": blue[10],
        "focus": blue[10],
        "selection": blue[3],
        "selection_text": slate[11],
        "primary": primary,
        "primary_hover": _between(primary, deepest, 0.2),
        "primary_pressed": _between(primary, deepest, 0.4),
        "primary_text": _WHITE,
        "danger_text": _between(red[10], red[11], 0.25),
        "danger_border": red[7],
        "danger_hover": red[2],
    }
    for name, scale in scales.items():
        tokens |= _tint(name, scale)
    return tokens | _unknown(slate) | _strips()


def _tint(name: str, scale: _Scale) -> dict[str, str]:
    return {
        f"{name}_text": _between(scale[10], scale[11], 0.25),
        f"{name}_strong": scale[11],
        f"{name}_background": scale[2],
        f"{name}_border": scale[5],
        f"{name}_icon": scale[10],
    }


def _unknown(slate: _Scale) -> dict[str, str]:
    """Return a darker grey than that of what was not sent."""
    return {
        "unknown_text": slate[11],
        "unknown_strong": slate[11],
        "unknown_background": slate[3],
        "unknown_border": slate[7],
        "unknown_icon": slate[11],
    }


def _strips() -> dict[str, str]:
    return {
        "strip_production": _LIGHT["red"][10],
        "strip_production_text": _WHITE,
        "strip_stage": _LIGHT["amber"][8],
        "strip_stage_text": _LIGHT["amber"][11],
        "strip_sandbox": _LIGHT["green"][10],
        "strip_sandbox_text": _WHITE,
        "strip_custom": _LIGHT["slate"][10],
        "strip_custom_text": _WHITE,
    }


def _between(start: str, end: str, share: float) -> str:
    """Return the colour ``share`` (0 to 1) of the way from ``start`` to ``end``."""
    channels = (
        round(int(start[i : i + 2], 16) * (1 - share) + int(end[i : i + 2], 16) * share)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)
