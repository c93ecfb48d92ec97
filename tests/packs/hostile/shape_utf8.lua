-- expect: fault shape "UTF-8"
-- A text that is not UTF-8.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.text("\255") }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
