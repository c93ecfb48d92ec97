-- expect: fault error "near"
-- A mistake of every day: file and line come back.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local = 3
  end,
}
