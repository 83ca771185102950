"""What the desk looks like on this terminal: known before anything heavy is imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from holdfast_tui.look.loading import HoldfastTheme, choose, load_themes, theme_folders
from holdfast_tui.terminal.capabilities import Capabilities, asks_for_motion, detect


@dataclass(frozen=True)
class Looks:
    """What this terminal can do, and the theme to start in; `moves`: whether anything may move."""

    capabilities: Capabilities
    themes: Mapping[str, HoldfastTheme]
    theme: HoldfastTheme
    moves: bool = False

    @classmethod
    def of(
        cls,
        environ: Mapping[str, str],
        *,
        isatty: bool = True,
        wanted: str | None = None,
        told: Callable[[str], object] = lambda _: None,
    ) -> Looks:
        """Detect the terminal and load the themes; `told` hears which cannot be read. Raises UsageError."""
        capabilities = detect(environ, isatty)
        themes = load_themes(theme_folders(environ), told)
        moves = capabilities.motion and asks_for_motion(environ)
        return cls(capabilities, themes, choose(themes, capabilities, wanted), moves)
