# SPDX-License-Identifier: Apache-2.0
"""How each client library asks a `Question` and what its answers say; see `support/talk.py`."""
