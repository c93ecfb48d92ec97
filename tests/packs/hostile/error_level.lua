-- expect: fault error "x"
-- A level that does not exist.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    error("x", 100000)
  end,
}
