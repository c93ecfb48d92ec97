-- expect: fault error "options"
-- Options without their form.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.choice{ id = "a", label = "a", options = { "x" } } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
