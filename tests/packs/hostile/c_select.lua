-- expect: fault error "out of range"
-- Counting back past the first.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return select(-5, 1)
  end,
}
