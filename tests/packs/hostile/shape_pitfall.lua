-- expect: fault shape
-- A pitfall that is no id.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { false, pitfall = "Not A Slug" } }
  end,
}
