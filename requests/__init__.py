"""Requests: a seller asks for a reference, the program finds one and says yes or no.

This package has the name of a popular HTTP library, and Python knows only one module of a name. Therefore nothing
installed here may need that library. Two guards hold the line: INSTALLED_APPS names ``requests.apps.RequestsConfig``,
which the library does not have, so a mix-up stops the start; and tests/test_architecture.py fails when any installed
distribution asks for it. In code, ``request`` is the HTTP request and a ReferenceRequest is an ``ask``.
"""
