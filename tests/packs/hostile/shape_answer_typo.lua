-- expect: fault error "did you mean 'fits'"
-- A field of the answer that the view does not have.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "fits", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { a.fist == "x" } }
  end,
}
