-- expect: fault error "at most 500"
-- A table of edits as large as memory.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return text.distance(("x"):rep(1e6), "y")
  end,
}
