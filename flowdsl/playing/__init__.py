"""Plays a flow line by line: what is typed becomes a move, and the journey can be kept."""

from flowdsl.playing.endpoints import endpoint_named as endpoint_named
from flowdsl.playing.player import Player as Player
from flowdsl.playing.recording import Recording as Recording
