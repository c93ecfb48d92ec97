-- expect: fault error "at most"
-- The count itself overflows.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return table.unpack({}, math.mininteger, math.maxinteger)
  end,
}
