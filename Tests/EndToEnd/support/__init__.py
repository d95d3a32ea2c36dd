# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: the program under test, the servers, and ways to watch the wire."""
