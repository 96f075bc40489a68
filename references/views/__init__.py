"""What do we show of the people who may vouch for us, and what can be done there?"""
