-- expect: fault error "rows"
-- A hundred thousand rows.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return csv.parse(("a\n"):rep(100000))
  end,
}
