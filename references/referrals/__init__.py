"""Referrals: whom somebody who is glad of us could introduce, asked within a circle they know, and what came of it."""
