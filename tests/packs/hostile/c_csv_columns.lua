-- expect: fault error "columns"
-- A line of a hundred thousand columns.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return csv.parse((","):rep(100000))
  end,
}
