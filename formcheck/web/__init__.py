"""The local web page: check a recording or train live, in the browser, on this machine."""
