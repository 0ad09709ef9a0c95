"""What a wave asked, how its export spells the answers, and what is estimated from them."""
