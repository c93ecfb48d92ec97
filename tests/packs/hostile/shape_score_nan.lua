-- expect: fault error "score from 0 to 1"
-- A score that is no number.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { 0 / 0 } }
  end,
}
