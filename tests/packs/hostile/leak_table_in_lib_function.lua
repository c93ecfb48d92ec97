-- expect: ok score=1
-- answer: a=secret
-- Nor what is put into a library.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    table.insert(table, a.a)
    return parts { a = { #table == 1 } }
  end,
}
