-- expect: fault error "mine"
-- assert keeps the message.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    assert(false, "mine")
  end,
}
