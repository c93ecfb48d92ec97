-- expect: fault error "at most"
-- Unpacking a hundred million values.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return table.unpack({}, 1, 1e8)
  end,
}
