"""A small neighbourhood on loopback for the demo and the end-to-end tests.

A metadata service, a Torznab indexer, a tracker with a seeder and a webhook receiver, each in a process of its own and
each speaking its real protocol. Nothing here knows Cinearr, and nothing in Cinearr knows of this.
"""
