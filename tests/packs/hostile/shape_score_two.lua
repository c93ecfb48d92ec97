-- expect: fault error "score from 0 to 1"
-- Twice as good as possible.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { 2 } }
  end,
}
